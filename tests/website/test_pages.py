import datetime
import gzip

import pytest
from django.utils.translation import gettext, override

from tests.website.conftest import (
    ALL_PATHS,
    FOOT_PATHS,
    LANGUAGES,
    OTHER_PATHS,
    PATHS,
    SECTION_PATHS,
    TOKEN,
    Visit,
)
from tests.website.html import Document, read
from website.addresses import public_path
from website.languages import BY_CODE
from website.limits import WORDS
from website.models import PhoneSafetyPage
from website.selectors import public_page_models

BYTES_OF_A_FIRST_VIEW = 12_500
# Links that a browser does not follow by itself.
NAMED_ONLY = {"canonical"}


def test_every_page_is_there(visit: Visit) -> None:
    for path in (*ALL_PATHS, *OTHER_PATHS):
        assert visit(path).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_says_its_language_and_direction(visit: Visit, language: str) -> None:
    for path in PATHS[language]:
        html = read(visit(path)).one("html")
        assert html.attributes == {"lang": language, "dir": BY_CODE[language].direction}


def test_first_view_is_one_small_request(visit: Visit) -> None:
    for path in ALL_PATHS:
        sent = visit(path, **{"accept-encoding": "gzip"})
        assert sent.headers["Content-Encoding"] == "gzip"
        assert len(sent.content) <= BYTES_OF_A_FIRST_VIEW
        document = read(visit(path))
        assert TOKEN.sub(b"", gzip.decompress(sent.content)) == TOKEN.sub(b"", visit(path).content)
        assert not document.all("img")
        fetched = [
            link for link in document.all("link") if link.attributes["rel"] not in NAMED_ONLY
        ]
        assert [link.attributes["href"] for link in fetched] == ["data:,"]
        assert "src" not in document.one("script").attributes


def words_at_once(document: Document) -> int:
    """The words of the page's text as it opens: neither what is folded away nor links around."""
    text = document.one("div", **{"class": "wrap text"}).text
    for around in (*document.all("details"), *document.all("nav")):
        text = text.replace(around.text, " ")
    return len(text.split())


def test_page_is_short(visit: Visit) -> None:
    for path in ALL_PATHS:
        document = read(visit(path))
        assert 10 < words_at_once(document) <= WORDS
        assert all(len(part.text.split()) <= WORDS for part in document.all("details"))


def test_way_out_is_a_link_and_comes_first(visit: Visit) -> None:
    for path in (*ALL_PATHS, *OTHER_PATHS):
        first = read(visit(path)).all("a")[0]
        assert first.attributes["id"] == "exit"
        assert first.attributes["href"].startswith("https://")
        assert first.attributes["rel"] == "noreferrer nofollow"
        assert first.text.strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script_the_page_says_that_back_shows_it_again(visit: Visit, language: str) -> None:
    with override(language):
        honest = gettext("With the Back button this page can be seen again.")
    assert honest in read(visit(f"/{language}/")).one("noscript").text


def test_page_has_no_inline_handlers_or_styles(visit: Visit) -> None:
    for path in (*ALL_PATHS, *OTHER_PATHS):
        for element in read(visit(path)).elements:
            names = set(element.attributes)
            assert "style" not in names
            assert not [name for name in names if name.startswith("on")]


def test_page_has_one_heading_and_no_empty_link(visit: Visit) -> None:
    for path in (*ALL_PATHS, *OTHER_PATHS):
        document = read(visit(path))
        assert document.one("h1").text.strip()
        assert all(link.text.strip() for link in document.all("a"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_leads_to_every_other_page(visit: Visit, language: str) -> None:
    home, *others = PATHS[language]
    assert set(others) <= set(read(visit(home)).links)
    for other in others:
        assert home in read(visit(other)).links


@pytest.mark.parametrize("language", LANGUAGES)
def test_footer_says_when_somebody_checked_the_text_and_nothing_before(
    visit: Visit, language: str
) -> None:
    for path in PATHS[language]:
        assert read(visit(path)).all("time") == []
    for model in public_page_models():
        model.objects.update(checked_on=datetime.date(2026, 3, 9))
    for path in PATHS[language]:
        assert read(visit(path)).one("time").attributes["datetime"] == "2026-03-09"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_only_answer_to_reading(public_site: None, client: object, method: str) -> None:
    response = getattr(client, method)("/sl/", headers={"host": "localhost"})
    assert response.status_code == 405


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_to_the_safe_use_of_the_phone(visit: Visit, language: str) -> None:
    page = PhoneSafetyPage.objects.get(locale__language_code=language)
    address = public_path(page, language)
    for path in PATHS[language]:
        assert address in {path, *read(visit(path)).links}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_leads_to_privacy_accessibility_and_the_other_pages_of_its_foot(
    visit: Visit, language: str
) -> None:
    pages = (*PATHS[language], *FOOT_PATHS[language], *SECTION_PATHS[language])
    for path in (*pages, f"/{language}/done/", f"/{language}/not-here/"):
        links = read(visit(path)).links
        assert set(FOOT_PATHS[language]) - {path} <= set(links)


def test_pages_for_victims_do_not_list_the_section_for_professionals(visit: Visit) -> None:
    for path in PATHS["sl"]:
        assert not set(SECTION_PATHS["sl"]) & set(read(visit(path)).links)


def test_an_underscore_in_an_address_stands_for_itself_alone(visit: Visit) -> None:
    assert visit("/en/phone/").status_code == 200
    assert visit("/en/ph_ne/").status_code == 404
