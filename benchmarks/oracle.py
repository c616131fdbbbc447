"""Does the time of an answer tell which cases there are?

Asks for a foreign, an erased and a missing case in turn and prints the median time of each, with
its ratio to the missing one. The promise: medians of 200 answers less than 5 ms apart.

    PYTHONPATH=site:. python benchmarks/oracle.py [answers of each kind]

Runs on a database of its own, which it makes and removes.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

import django
from django.conf import settings
from django.test import Client
from django.test.utils import get_runner, setup_test_environment

HIDDEN = ("foreign", "erased", "missing")
PATHS = {"GET case": ("get", "/cases/{code}/"), "POST note": ("post", "/cases/{code}/notes/")}
ALLOWED_DIFFERENCE_MS = 5.0
WARM_UP = 20


def main(answers: int) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        return measure(answers)
    finally:
        runner.teardown_databases(databases)


def signed_in_counsellor() -> tuple[Client, dict[str, str]]:
    """A counsellor's client, and a code of each kind that is hidden from her."""
    # Not before Django is set up.
    from portal.doors import Door
    from portal.enums import Role
    from portal.sealing.master_keys import KeyRing, make_master_key, master_key_versions
    from tests.access.objects import make_world
    from tests.factories.portal import PersonFactory
    from tests.sign_in import sign_in

    for ring in KeyRing:
        if not master_key_versions(ring):
            make_master_key(1, ring)
    person = PersonFactory(roles=(Role.COUNSELLOR,))
    world = make_world(person)
    codes = {state: str(world.arguments[state]["code"]) for state in HIDDEN}
    return sign_in(person, Door.PORTAL), codes


def measure(answers: int) -> int:
    """0 when the medians are close enough, 1 when they are not."""
    client, codes = signed_in_counsellor()
    worst = 0.0
    for name, (method, pattern) in PATHS.items():
        medians = medians_of(client, method, pattern, codes, answers)
        for state, median in medians.items():
            ratio = median / medians["missing"]
            sys.stdout.write(f"{name:10} {state:8} median {median:7.3f} ms  ratio {ratio:5.3f}\n")
        worst = max(worst, max(medians.values()) - min(medians.values()))
    sys.stdout.write(f"largest difference {worst:.3f} ms (allowed {ALLOWED_DIFFERENCE_MS} ms)\n")
    return int(worst >= ALLOWED_DIFFERENCE_MS)


def medians_of(
    client: Client, method: str, pattern: str, codes: dict[str, str], answers: int
) -> dict[str, float]:
    """Milliseconds; the kinds take turns, so that a busy moment hits all alike."""
    ask: Callable[..., object] = getattr(client, method)
    data = {"text": "a note"} if method == "post" else {}
    times: dict[str, list[float]] = {state: [] for state in codes}
    for turn in range(answers + WARM_UP):
        for state, code in codes.items():
            started = time.perf_counter()
            ask(pattern.format(code=code), data)
            if turn >= WARM_UP:
                times[state].append((time.perf_counter() - started) * 1000)
    return {state: statistics.median(values) for state, values in times.items()}


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
