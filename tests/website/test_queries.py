from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from helpline.models import PhoneLine
from tests.website.conftest import ALL_PATHS, Visit
from website.models import HomePage, RelativesPage

QUERIES_OF_A_PAGE = 7


def queries_of(visit: Visit, path: str) -> int:
    visit(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert visit(path).status_code == 200
    return len(queries)


def test_every_page_takes_the_same_few_queries(visit: Visit, own_number: PhoneLine) -> None:
    for path in ALL_PATHS:
        assert queries_of(visit, path) == QUERIES_OF_A_PAGE


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
