"""The public door: its own few routes, safe methods only, and nothing of the other doors."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.doors import Door
from tests.access.asking import METHODS, ask
from tests.access.routes import Route, routes_of
from tests.sign_in import door_client

NAMES = {
    "healthz", "languages", "wagtail_serve", "done",
    "printed_matter", "printed_sheet", "printed_sheet_pdf", "recording",
    "robots", "site_map", "share_picture",
}  # fmt: skip
SAFE = {"get", "head"}
MODULES = (
    "website.views", "website.letters.views", "website.printed_matter.views",
    "website.search_engines.views",
    "portal.views.health",
)  # fmt: skip
CONFIDENTIAL_TABLES = ("cases_", "portal_", "django_session", "knowledge_", "otp_")


def routes() -> Iterator[tuple[Route, str]]:
    for route in routes_of(Door.WWW):
        for path in ("", "contact/", "not-there/"):
            yield route, route.path({"path": path, "kind": "mp3"})


def test_every_route_of_the_public_door_is_known() -> None:
    assert {route.name for route in routes_of(Door.WWW)} == NAMES


def test_its_views_are_those_of_the_public_site() -> None:
    modules = {route.view.__module__ for route in routes_of(Door.WWW)}
    assert modules == set(MODULES)


@pytest.mark.parametrize("method", METHODS)
def test_only_reading_is_possible(db: None, method: str) -> None:
    client = door_client(Door.WWW)
    for _route, path in routes():
        status = ask(client, method, path).status
        # What is not there answers a form alike; the pages with a form have tests of their own.
        missing = {404} if method == "post" else set()
        assert status in ({200, 302, 404} if method in SAFE else {405} | missing), path


def test_no_table_of_people_cases_or_knowledge_is_asked(db: None) -> None:
    client = door_client(Door.WWW)
    with CaptureQueriesContext(connection) as queries:
        for _route, path in routes():
            client.get(path)
    statements = [query["sql"] for query in queries]
    assert any("website_" in sql or "wagtailcore_" in sql for sql in statements)
    assert [sql for sql in statements if any(name in sql for name in CONFIDENTIAL_TABLES)] == []


@pytest.mark.parametrize("door", [Door.PORTAL, Door.CMS])
def test_no_address_of_the_other_doors_leads_anywhere_here(db: None, door: Door) -> None:
    client = door_client(Door.WWW)
    shared = {"/", "/healthz"}
    asked = [route.path() for route in routes_of(door) if route.path() not in shared]
    assert len(asked) >= 15
    # A path without a language leads to the same path with one, which is a page or is not there.
    answers = {path: client.get(path, follow=True).status_code for path in asked}
    assert {path: status for path, status in answers.items() if status != 404} == {}


def test_no_cookie_of_another_door_means_anything(db: None) -> None:
    client = door_client(Door.WWW)
    for name in ("portal-session", "cms-session", settings.SESSION_COOKIE_NAME):
        client.cookies[name] = "x" * 32
    for _route, path in routes():
        assert client.get(path).cookies == {}
