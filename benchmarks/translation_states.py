"""How long the matrix of translations takes, and publishing a source with all its translations.

Run with: PYTHONPATH=site:. python -m benchmarks.translation_states [PAGES] [LANGUAGES]
The bar (public-site.md, P34): the matrix within 1 s with 20 languages and 200 pages.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

PAGES = 200
LANGUAGES = 20
ROUNDS = 5
BAR_SECONDS = 1.0
POINTS = 6


def main(pages: int, languages: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = os.environ["KEYS_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
        import django

        django.setup()
        measure(pages, languages)


def measure(pages: int, languages: int) -> None:
    from django.core.management import call_command
    from django.test import RequestFactory
    from django.urls import set_urlconf

    from portal.models import User

    call_command("migrate", verbosity=0)
    set_urlconf("config.urls.cms")
    user = User.objects.create(username="benchmark", is_superuser=True)
    start = time.perf_counter()
    source = fill(pages, languages)
    say(f"{pages} pages × {languages} languages built in {time.perf_counter() - start:.0f} s")
    request: Any = RequestFactory().get("/translation-states/")
    request.user = user
    median, queries = timed(lambda: page_of(request))
    say(f"matrix, as a page      {median:6.3f} s   {queries} queries   bar {BAR_SECONDS:.0f} s")
    median, queries = timed(lambda: numbers_of(user))
    say(f"matrix, its data       {median:6.3f} s   {queries} queries")
    median, queries = timed(lambda: change(source))
    say(f"publishing a source    {median:6.3f} s   {queries} queries")
    median, queries = timed(correct, rounds=1)
    say(f"nightly comparison     {median:6.3f} s   {queries} queries")


def fill(pages: int, languages: int) -> Any:
    """Pages in all languages, a fifth of the translations behind their source."""
    from wagtail.models import Locale, Page

    from website.languages import PUBLIC_LANGUAGES
    from website.models import HomePage, RelativesPage

    known = [language.code for language in PUBLIC_LANGUAGES]
    codes = [*known, *(f"x{number:02}" for number in range(languages))][:languages]
    root = Page.get_first_root_node()
    keys: list[Any] = []
    first = None
    for code in codes:
        locale, _created = Locale.objects.get_or_create(language_code=code)
        parent = root
        for number in range(pages):
            page = (RelativesPage if number else HomePage)(
                **texts(code, number), locale=locale, live=False
            )
            if code == codes[0]:
                parent.add_child(instance=page)
                keys.append(page.translation_key)
                first = first or page
            else:
                page.translation_key = keys[number]
                parent.add_child(instance=page)
            parent = parent if number else page
    # Past the limits of what is published, which are not measured here.
    Page.objects.filter(depth__gt=1).update(live=True)
    for page in RelativesPage.objects.filter(locale__language_code=codes[0])[: pages // 5]:
        change(page)
    return first


def texts(code: str, number: int) -> dict[str, Any]:
    points = [
        {
            "type": "point",
            "id": f"{number}-{point}",
            "value": {
                "icon": "key",
                "heading": f"{code} naslov {point}",
                "text": f"{code} besedilo strani {number}, točka {point}. " * 3,
            },
        }
        for point in range(POINTS)
    ]
    return {
        "title": f"{code} stran {number}",
        "slug": f"{code}-{number}",
        "heading": f"{code} naslov {number}",
        "intro": f"{code} uvod strani {number}.",
        "body": points,
    }


def page_of(request: Any) -> None:
    from django.template.loader import render_to_string

    from website.translation_states.forms import MatrixFilterForm
    from website.translation_states.selectors import columns_for, translation_matrix

    context = {
        "form": MatrixFilterForm(request.GET, columns_for(request.user)),
        "matrix": translation_matrix(request.user),
        "may_start": True,
    }
    render_to_string("website/admin/translations/matrix.html", context, request)


def numbers_of(user: Any) -> None:
    from website.translation_states.selectors import translation_matrix

    translation_matrix(user)


def change(page: Any) -> None:
    page.intro = f"Spremenjen uvod {time.perf_counter()}."
    page.save(clean=False)


def correct() -> None:
    from website.translation_states.services import states_correct

    states_correct()


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, int]:
    """Median seconds of some rounds after one that does not count, and the queries of one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        work()
    seconds = []
    for _round in range(rounds):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), len(queries)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*(numbers + [PAGES, LANGUAGES][len(numbers) :]))
