"""How long a search of two words takes, through the view, beside Wagtail's own database search.

    PYTHONPATH=site:. python -m benchmarks.search_speed [SECTIONS …]

For each size: the time of the whole answer of the search page (sign-in, policy, search, page), of
the engine alone, and of Wagtail's search over the same pages in the same database. In one process,
on a database and an index of its own. With TEST_ELASTICSEARCH_URL also on Elasticsearch.
"""

import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import django
from django.conf import settings
from django.test.utils import get_runner, override_settings, setup_test_environment

SIZES = (30, 20_000)
QUESTIONS = 100
WAGTAIL_QUESTIONS = 20
WARM_UP = 10
# The promise: milliseconds that 95 of 100 answers of the page stay within, up to so many sections.
ALLOWED_MS = ((100, 40.0), (20_000, 150.0))


def main(sizes: list[int]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    django.setup()
    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    kept = 0
    for size in sizes:
        databases = runner.setup_databases()
        try:
            kept |= measure(size)
        finally:
            runner.teardown_databases(databases)
    return kept


def measure(size: int) -> int:
    """0 when the embedded engine keeps the promise, 1 when it does not."""
    from benchmarks.large_handbook import make_handbook, questions
    from knowledge.search.services import index_rebuild

    say(f"\n{size} sections")
    make_handbook(size)
    asked = questions(QUESTIONS + WARM_UP)
    client = signed_in_counsellor()
    rebuild_and_search("index rebuilt", index_rebuild, asked)
    page = times(lambda question: ask_page(client, question), asked)
    show("the page, embedded engine", page)
    show("embedded engine alone", times(ask_engine, asked))
    measure_elasticsearch(client, asked)
    with wagtail_index():
        wagtail = times(ask_wagtail, asked[: WAGTAIL_QUESTIONS + WARM_UP])
    show("Wagtail's database search alone", wagtail)
    say(f"  {'Wagtail’s / the page, at the median':<36}{ratio(wagtail, page):9.1f} times")
    allowed = next((limit for sections, limit in ALLOWED_MS if size <= sections), None)
    return int(allowed is not None and p95(page.clock) > allowed)


def rebuild_and_search(name: str, rebuild: Callable[[], object], asked: list[str]) -> None:
    """Build the index, then once more while a thread goes on searching the one that is there."""
    rebuild()
    found: list[float] = []
    ended = threading.Event()

    def search() -> None:
        while not ended.is_set():
            started = time.perf_counter()
            ask_engine(asked[len(found) % len(asked)])
            found.append((time.perf_counter() - started) * 1000)

    thread = threading.Thread(target=search)
    thread.start()
    started = time.perf_counter()
    rebuild()
    took = time.perf_counter() - started
    ended.set()
    thread.join()
    say(f"  {name:<36}{took:9.1f} s, meanwhile {len(found)} searches, {p95(found):.1f} ms p95")


def measure_elasticsearch(client: object, asked: list[str]) -> None:
    """The same with Elasticsearch, where there is one."""
    from knowledge.search.engines import elasticsearch_engine
    from knowledge.search.services import index_rebuild
    from tests.search.real_elasticsearch import (
        PATIENCE_SECONDS,
        TEST_ELASTICSEARCH_URL,
        own_address,
    )

    if not TEST_ELASTICSEARCH_URL:
        say("  Elasticsearch: not here (make elasticsearch)")
        return
    with override_settings(SEARCH_URL=own_address(), SEARCH_PATIENCE_SECONDS=PATIENCE_SECONDS):
        chosen = elasticsearch_engine()
        if chosen is None:
            raise SystemExit("no Elasticsearch")
        try:
            started = time.perf_counter()
            index_rebuild()
            say(f"  {'both indexes rebuilt':<36}{time.perf_counter() - started:9.1f} s")
            show("the page, Elasticsearch", times(lambda one: ask_page(client, one), asked))
        finally:
            chosen.forget()


def signed_in_counsellor() -> object:
    # Not before Django is set up.
    from portal.doors import Door
    from portal.enums import Role
    from portal.sealing.master_keys import KeyRing, make_master_key, master_key_versions
    from tests.factories.portal import PersonFactory
    from tests.sign_in import sign_in

    for ring in KeyRing:
        if not master_key_versions(ring):
            make_master_key(1, ring)
    return sign_in(PersonFactory(roles=(Role.COUNSELLOR,)), Door.PORTAL)


def ask_page(client: object, question: str) -> None:
    response = client.get("/knowledge/search/", {"q": question})  # type: ignore[attr-defined]
    if response.status_code != 200 or b"search-fallback" in response.content:
        raise SystemExit("the search page or the engine did not answer")


def ask_engine(question: str) -> None:
    from knowledge.search.asked import RESULTS_AT_FIRST
    from knowledge.search.engines import search_engine
    from knowledge.search.selectors import thesaurus_current

    search_engine().search(
        question,
        thesaurus=thesaurus_current(),
        audiences=frozenset({"counsellor"}),
        limit=RESULTS_AT_FIRST,
    )


def ask_wagtail(question: str) -> None:
    """The first results of Wagtail's search; any of the words may match, as in ours."""
    from knowledge.models import SectionPage

    found = SectionPage.objects.live().search(question, operator="or")
    list(found[:20])


@contextmanager
def wagtail_index() -> Iterator[None]:
    """Titles and texts of the sections in Wagtail's own index, which the portal leaves empty."""
    from django.core.management import call_command
    from wagtail.models import Page
    from wagtail.search import index

    from knowledge.models import SectionPage

    fields, indexed = SectionPage.search_fields, SectionPage.get_indexed_objects
    SectionPage.search_fields = [*Page.search_fields, index.SearchField("body")]
    SectionPage.get_indexed_objects = classmethod(lambda cls: cls.objects.all())
    try:
        call_command("update_index", verbosity=0)
        yield
    finally:
        SectionPage.search_fields, SectionPage.get_indexed_objects = fields, indexed


@dataclass(frozen=True)
class Times:
    """Milliseconds of each answer: by the clock, and of the processor (on a busy machine)."""

    clock: list[float]
    processor: list[float]


def times(ask: Callable[[str], object], asked: list[str]) -> Times:
    """Each question is asked once; the first ones of all warm up."""
    for question in asked[:WARM_UP]:
        ask(question)
    found = Times([], [])
    for question in asked[WARM_UP:]:
        started, worked = time.perf_counter(), time.process_time()
        ask(question)
        found.clock.append((time.perf_counter() - started) * 1000)
        found.processor.append((time.process_time() - worked) * 1000)
    return found


def show(name: str, found: Times) -> None:
    say(
        f"  {name:<36}{statistics.median(found.clock):9.1f} ms median"
        f"{p95(found.clock):10.1f} ms p95"
        f"   (processor {statistics.median(found.processor):.1f} and {p95(found.processor):.1f})"
    )


def p95(found: list[float]) -> float:
    return statistics.quantiles(found, n=20)[-1]


def ratio(one: Times, other: Times) -> float:
    return statistics.median(one.clock) / statistics.median(other.clock)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main([int(size) for size in sys.argv[1:]] or list(SIZES)))
