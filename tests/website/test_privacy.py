import base64
import hashlib

import pytest
from django.test import Client

from tests.website.conftest import ALL_PATHS, OTHER_PATHS, Visit
from tests.website.html import read

EVERY_KIND = [*ALL_PATHS, *OTHER_PATHS, "/", "/healthz", "/sl/ni-tu/", "/ni-tu", "/ar"]


def test_public_door_sets_no_cookie(visit: Visit) -> None:
    for path in EVERY_KIND:
        response = visit(path)
        assert response.status_code < 500
        assert not response.cookies
        assert "Set-Cookie" not in response.headers


def test_cookies_of_the_visitor_change_nothing(public_site: None) -> None:
    client = Client()
    for name in ("sessionid", "portal-session", "django_language", "csrftoken"):
        client.cookies[name] = "ar"
    response = client.get("/", headers={"host": "localhost", "accept-language": "en"})
    assert read(response).one("html").attributes["lang"] in {"en", "ar"}
    assert "Set-Cookie" not in response.headers


def test_nothing_is_kept_on_the_phone(visit: Visit) -> None:
    for path in EVERY_KIND:
        assert visit(path)["Cache-Control"] == "no-store"


def test_headers_close_what_pages_do_not_need(visit: Visit) -> None:
    for path in EVERY_KIND:
        response = visit(path)
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Content-Type-Options"] == "nosniff"
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize("tag", ["style", "script"])
def test_policy_names_the_very_text_of_the_page(visit: Visit, tag: str) -> None:
    for path in (*ALL_PATHS, OTHER_PATHS[0], "/", "/sl/ni-tu/"):
        response = visit(path)
        text = read(response).one(tag).text
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        directives = dict(
            directive.strip().split(" ", 1)
            for directive in response["Content-Security-Policy"].split(";")
        )
        assert directives[f"{tag}-src"] == f"'sha256-{digest}'"


def test_only_the_way_out_leads_to_another_site(visit: Visit) -> None:
    for path in (*ALL_PATHS, *OTHER_PATHS, "/"):
        document = read(visit(path))
        foreign = [link for link in document.links if not link.startswith(("/", "tel:", "#"))]
        assert foreign == [document.one("a", id="exit").attributes["href"]]
