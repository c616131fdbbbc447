from collections.abc import Callable

import pytest
from django.test import Client

from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.sign_in import door_client, sign_in

EVERYWHERE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PATHS = {
    Door.WWW: ["/", "/healthz", "/sl/not-there/", "/not-there"],
    Door.PORTAL: ["/", "/sign-in/", "/not-there/", "/healthz", "/cases/"],
    Door.CMS: ["/", "/sign-in/", "/not-there/", "/healthz", "/pages/1/"],
}


def directives(policy: str) -> dict[str, str]:
    return {part.split()[0]: part for part in policy.split("; ")}


@pytest.mark.parametrize(
    ("door", "path"), [(door, path) for door, paths in PATHS.items() for path in paths]
)
def test_every_answer_carries_the_headers_of_its_door(db: None, door: Door, path: str) -> None:
    response = door_client(door).get(path)
    for header, value in EVERYWHERE.items():
        assert response.headers.get(header) == value, header
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}
    assert "default-src" in response.headers["Content-Security-Policy"]
    assert "Server" not in response.headers


@pytest.mark.parametrize("door", [Door.WWW, Door.PORTAL])
@pytest.mark.parametrize("path", ["/", "/not-there/"])
def test_no_inline_script_or_style_may_run_at_the_strict_doors(
    db: None, door: Door, path: str
) -> None:
    policy = door_client(door).get(path).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    rules = directives(policy)
    assert rules["default-src"] == "default-src 'none'"
    assert rules["frame-ancestors"] == "frame-ancestors 'none'"
    assert rules["base-uri"] == "base-uri 'none'"
    assert rules["form-action"] == "form-action 'self'"


@pytest.mark.parametrize("door", [Door.PORTAL, Door.CMS])
def test_search_engines_are_kept_away_from_the_signed_in_doors(db: None, door: Door) -> None:
    assert "noindex" in door_client(door).get("/sign-in/").headers["X-Robots-Tag"]


def test_errors_carry_the_headers_too(
    person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    client.raise_request_exception = False

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("cases.views.cases_of", broken)
    response = client.get("/cases/")
    assert response.status_code == 500
    for header, value in EVERYWHERE.items():
        assert response.headers.get(header) == value, header
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_a_form_from_another_site_is_refused(db: None) -> None:
    client = Client(SERVER_NAME="portal.localhost", enforce_csrf_checks=True)
    response = client.post("/sign-in/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "Nič ni shranjeno" in response.content.decode()


def test_the_doors_use_cookies_of_their_own_name(person: Callable[..., User]) -> None:
    user = person(Role.EDITOR)
    assert "portal-session" in sign_in(user, Door.PORTAL).cookies
    cms = sign_in(user, Door.CMS)
    assert "cms-session" in cms.cookies
    assert "sessionid" not in cms.cookies
    assert cms.cookies["cms-session"]["httponly"]
    assert not cms.cookies["cms-session"]["domain"]


def test_the_public_door_serves_no_static_files_and_the_others_do(db: None) -> None:
    served = door_client(Door.PORTAL).get("/static/css/portal.css")
    assert b"--accent" in b"".join(served.streaming_content)  # type: ignore[arg-type]
    assert door_client(Door.WWW).get("/static/css/portal.css").status_code == 404
