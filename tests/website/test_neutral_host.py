"""A second name of the public site: the same pages, and no way from it to the other names."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from portal.doors import Door
from tests.website.conftest import ALL_PATHS, TOKEN
from tests.website.html import read

NEUTRAL = "everyday.test"
OTHER_NAMES = ("www.organisation.test", "portal.organisation.test", "cms.organisation.test")
EVERY_KIND = [*ALL_PATHS, "/", "/sl/ni-tu/", "/ni-tu", "/ar", "/sl/telefon", "/healthz"]

# What search engines are told, at the main name only.
FOUND = re.compile(rb'<link rel="canonical".*?(?=<link rel="icon")', re.DOTALL)

Ask = Callable[..., HttpResponse]


@pytest.fixture
def ask(public_site: None, settings: Settings) -> Ask:
    settings.NEUTRAL_HOSTS = [NEUTRAL]
    settings.DOOR_HOSTS = {
        Door.WWW: [OTHER_NAMES[0], NEUTRAL],
        Door.PORTAL: [OTHER_NAMES[1]],
        Door.CMS: [OTHER_NAMES[2]],
    }
    settings.ALLOWED_HOSTS = [host for hosts in settings.DOOR_HOSTS.values() for host in hosts]

    def get(path: str, host: str = NEUTRAL, **more: str) -> HttpResponse:
        return Client().get(path, headers={"host": host, **more})

    return get


def everything_of(response: HttpResponse) -> str:
    return f"{response.headers}{response.content.decode()}"


def test_neutral_name_serves_the_same_pages(ask: Ask) -> None:
    for path in EVERY_KIND:
        here, there = ask(path), ask(path, host=OTHER_NAMES[0])
        assert here.status_code == there.status_code
        # A form has another token at every visit.
        theirs = FOUND.sub(b"", TOKEN.sub(b"", there.content))
        assert TOKEN.sub(b"", here.content) == theirs
        assert here.status_code < 500


def test_nothing_served_there_names_another_host(ask: Ask) -> None:
    for path in EVERY_KIND:
        assert "organisation.test" not in everything_of(ask(path)), path


def test_redirects_stay_on_the_name_that_was_asked(ask: Ask) -> None:
    for path in ("/ar", "/sl/telefon"):
        response = ask(path)
        assert response.status_code in {301, 302}
        assert response["Location"].startswith("/")


def test_no_search_engine_ties_the_two_names_together(ask: Ask) -> None:
    document = read(ask("/sl/"))
    assert ask("/sl/")["X-Robots-Tag"] == "noindex, nofollow"
    assert not [link for link in document.all("link") if link.attributes["rel"] != "icon"]
    assert "X-Robots-Tag" not in ask("/sl/", host=OTHER_NAMES[0]).headers


def test_page_at_the_main_name_does_not_mention_the_neutral_one(ask: Ask) -> None:
    for path in EVERY_KIND:
        assert NEUTRAL not in everything_of(ask(path, host=OTHER_NAMES[0]))


def test_without_the_setting_the_name_is_no_door(ask: Ask, settings: Settings) -> None:
    assert ask("/sl/").status_code == 200
    settings.NEUTRAL_HOSTS = []
    settings.DOOR_HOSTS = {**settings.DOOR_HOSTS, Door.WWW: [OTHER_NAMES[0]]}
    assert ask("/sl/").status_code == 400
