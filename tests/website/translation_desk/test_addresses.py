"""An address that changed still leads to its page."""

from collections.abc import Callable
from typing import Any

import pytest
from wagtail.contrib.redirects.models import Redirect

from tests.website.conftest import Visit
from tests.website.translation_desk.conftest import page_in
from website.models import ProfessionalsPage, PublicPage
from website.selectors import moved_page

Rename = Callable[[PublicPage, str], None]


@pytest.fixture
def rename(django_capture_on_commit_callbacks: Any) -> Rename:
    def do(page: PublicPage, slug: str) -> None:
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return do


def test_old_address_of_a_translation_leads_to_the_new_one(visit: Visit, rename: Rename) -> None:
    assert visit("/ar/huquq/").status_code == 200
    rename(page_in("ar"), "huquqi")
    response = visit("/ar/huquq/")
    assert (response.status_code, response["Location"]) == (301, "/ar/huquqi/")
    assert "no-store" in response["Cache-Control"]
    assert visit("/ar/huquqi/").status_code == 200


def test_pages_below_a_renamed_page_are_found_too(visit: Visit, rename: Rename) -> None:
    assert visit("/en/professionals/police/").status_code == 200
    rename(page_in("en", ProfessionalsPage), "for-professionals")
    assert visit("/en/professionals/police/")["Location"] == "/en/for-professionals/police/"


def test_renamed_twice_every_old_address_leads_to_the_page(visit: Visit, rename: Rename) -> None:
    rename(page_in("ar"), "huquqi")
    rename(page_in("ar"), "al-huquq")
    for old in ("/ar/huquq/", "/ar/huquqi/"):
        assert visit(old)["Location"] == "/ar/al-huquq/"


def test_address_that_another_page_took_is_that_page(visit: Visit, rename: Rename) -> None:
    rename(page_in("ar"), "huquqi")
    assert visit("/ar/huquq/").status_code == 301
    rename(page_in("ar"), "huquq")
    assert visit("/ar/huquq/").status_code == 200


def test_old_address_that_tells_is_forgotten(visit: Visit) -> None:
    page = page_in("en")
    for path in ("/en/papers", "/en/victims"):
        Redirect.objects.create(
            old_path=path, redirect_page=page, automatically_created=True, site_id=None
        )
    assert visit("/en/papers/").status_code == 301
    assert visit("/en/victims/").status_code == 404


def test_page_that_is_taken_down_is_found_by_no_old_address(visit: Visit, rename: Rename) -> None:
    rename(page_in("ar"), "huquqi")
    assert visit("/ar/huquq/").status_code == 301
    type(page_in("ar")).objects.filter(pk=page_in("ar").pk).update(live=False)
    assert visit("/ar/huquq/").status_code == 404


def test_one_query_says_that_nothing_was_there(
    public_site: None, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert moved_page("/sl/nikjer/") is None
