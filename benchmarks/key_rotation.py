"""Seconds for rotating the master keys of so many cases, beside a plain re-write of the rows.

Run with: python -m benchmarks.key_rotation [CASES]
"""

import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CASES = 5000


def main(cases: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = os.environ["KEYS_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
        sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "site"))
        import django

        django.setup()
        measure(cases)


def measure(cases: int) -> None:
    from django.core.management import call_command

    from cases.models import CaseKey
    from portal.models import User
    from tests.factories.sealed import fill_cases

    call_command("migrate", verbosity=0)
    call_command("keys", "init", stdout=io.StringIO())
    fill_cases(User.objects.create(username="benchmark"), cases)
    say(f"{cases} cases, {CaseKey.objects.count()} wrapped keys")
    plain = seconds(rewrite)
    say(f"plain re-write  {plain:8.2f} s")
    rotation = seconds(lambda: call_command("keys", "rotate", stdout=io.StringIO()))
    say(f"keys rotate     {rotation:8.2f} s   {rotation / plain:.1f} times as long")
    check = seconds(lambda: call_command("keys", "check", stdout=io.StringIO()))
    say(f"keys check      {check:8.2f} s")


def rewrite() -> None:
    """The same rows written back as they are, in transactions of the same size."""
    from django.db import transaction

    from cases.models import CaseKey
    from portal.sealing.rotation import BATCH_ROWS

    row_ids = [row.pk for row in CaseKey.objects.iterator()]
    for start in range(0, len(row_ids), BATCH_ROWS):
        with transaction.atomic():
            for row in CaseKey.objects.filter(pk__in=row_ids[start : start + BATCH_ROWS]):
                CaseKey.objects.filter(pk=row.pk).update(
                    wrapped_key=row.wrapped_key, key_version=row.key_version
                )


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
