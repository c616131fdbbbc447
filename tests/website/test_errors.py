from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError, connection
from django.test import Client

from helpline.models import PhoneLine
from tests.website.conftest import LANGUAGES, Visit
from tests.website.html import Document, read


@contextmanager
def broken_database() -> Iterator[None]:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("no database")

    with connection.execute_wrapper(refuse):
        yield


def broken_visit(path: str) -> Any:
    client = Client(raise_request_exception=False)
    with broken_database():
        return client.get(path, headers={"host": "localhost"})


def shows_exit_and_emergency(document: Document) -> bool:
    return document.all("a")[0].attributes["id"] == "exit" and {"tel:112", "tel:113"} <= set(
        document.links
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_page_answers_in_the_language_of_its_address(
    visit: Visit, own_number: PhoneLine, language: str
) -> None:
    response = visit(f"/{language}/ni-tu/")
    document = read(response)
    assert response.status_code == 404
    assert document.one("html").attributes["lang"] == language
    assert shows_exit_and_emergency(document)
    assert "tel:+38680123456" in document.links
    assert f"/{language}/" in document.links


def test_error_titles_differ_by_language(visit: Visit) -> None:
    titles = {read(visit(f"/{code}/ni-tu/")).one("title").text for code in LANGUAGES}
    assert len(titles) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_request_answers_in_the_language_of_its_address(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def refuse(*_args: Any) -> None:
        raise SuspiciousOperation

    assert visit(f"/{language}/").status_code == 200
    monkeypatch.setattr("website.views.live_page", refuse)
    response = visit(f"/{language}/")
    assert response.status_code == 400
    assert read(response).one("html").attributes["lang"] == language
    assert shows_exit_and_emergency(read(response))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_database_the_page_still_says_what_works(
    visit: Visit, own_number: PhoneLine, language: str
) -> None:
    response = broken_visit(f"/{language}/")
    document = read(response)
    assert response.status_code == 500
    assert document.one("html").attributes["lang"] == language
    assert shows_exit_and_emergency(document)
    assert "Set-Cookie" not in response.headers


def test_without_a_database_the_number_that_was_shown_last_stays(
    visit: Visit, own_number: PhoneLine
) -> None:
    assert "tel:+38680123456" not in read(broken_visit("/sl/")).links
    assert "tel:+38680123456" in read(visit("/sl/")).links
    assert "tel:+38680123456" in read(broken_visit("/sl/")).links


@pytest.mark.parametrize(
    "path", ["/%2fevil.example/", "///evil.example/", "/%2f%2fevil.example/", "/%5cevil.example/"]
)
def test_the_way_back_to_a_wrong_address_stays_on_this_site(visit: Visit, path: str) -> None:
    response = Client().get(path, headers={"host": "localhost"})
    assert response.status_code == 404
    (way,) = [link for link in read(response).links if "evil" in link]
    assert urlsplit(urljoin("http://localhost/", way)).netloc == "localhost"
    assert "\\" not in way


@pytest.mark.parametrize("length", [5_000, 60_000])
def test_an_address_without_end_is_not_there(visit: Visit, length: int) -> None:
    assert visit("/en/phone/").status_code == 200
    assert visit(f"/en/{'a' * length}/").status_code == 404
    assert visit(f"/en/{'a' * length}/sound.mp3").status_code == 404


def test_capitals_in_the_language_of_an_address_are_answered_in_that_language(
    visit: Visit,
) -> None:
    document = read(visit("/EN/phone/"))
    assert document.one("html").attributes["lang"] == "en"
    assert document.one("h1").text == read(visit("/en/xyz/")).one("h1").text
