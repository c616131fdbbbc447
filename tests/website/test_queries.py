import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from helpline.enums import LanguageService, Weekday
from helpline.models import LanguageHours, LineLanguage, PhoneLine
from tests.website.conftest import ALL_PATHS, FOOT_PATHS, LANGUAGES, SECTION_PATHS, Visit
from website.models import HomePage, RelativesPage

QUERIES_OF_A_PAGE = 7
# The languages of the line, and the hours at which somebody speaks them.
QUERIES_OF_LANGUAGES = 2
# One more, for what is announced.
PATH_OF_LIST = "/sl/za-strokovnjake/novice/"
PATHS_WITH_LANGUAGES = ("/sl/telefon/", "/en/phone/", "/ar/hatif/")


def queries_of(visit: Visit, path: str) -> int:
    visit(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert visit(path).status_code == 200
    return len(queries)


def test_every_page_takes_the_same_few_queries(visit: Visit, own_number: PhoneLine) -> None:
    others = {*FOOT_PATHS["sl"], *SECTION_PATHS["sl"]} - {PATH_OF_LIST}
    for path in set(ALL_PATHS) - set(PATHS_WITH_LANGUAGES) | others:
        assert queries_of(visit, path) == QUERIES_OF_A_PAGE


def test_more_languages_of_the_line_take_no_more_queries(
    visit: Visit, own_number: PhoneLine
) -> None:
    for count in (1, 2, 3):
        spoken(list(LANGUAGES)[count - 1])
        for path in PATHS_WITH_LANGUAGES:
            assert queries_of(visit, path) == QUERIES_OF_A_PAGE + QUERIES_OF_LANGUAGES
        assert queries_of(visit, "/") <= QUERIES_OF_A_PAGE + QUERIES_OF_LANGUAGES


def spoken(language: str) -> None:
    record = LineLanguage.objects.create(language=language, service=LanguageService.SPOKEN)
    for weekday in Weekday:
        LanguageHours.objects.create(
            line_language=record,
            weekday=weekday,
            opens=datetime.time(9),
            closes=datetime.time(20),
        )


def test_more_pages_take_no_more_queries(visit: Visit) -> None:
    before = queries_of(visit, "/sl/")
    home = HomePage.objects.get(locale__language_code="sl")
    for number in range(12):
        home.add_child(
            instance=RelativesPage(
                title=f"Stran {number}",
                slug=f"stran-{number}",
                heading="Naslov",
                intro="Uvod.",
                locale=Locale.objects.get(language_code="sl"),
            )
        )
    assert "/sl/stran-11/" in visit("/sl/").content.decode()
    assert queries_of(visit, "/sl/") == before
