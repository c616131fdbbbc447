from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.test import Client

from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.access.asking import METHODS, ask
from tests.access.objects import STATES, make_world
from tests.access.routes import routes_of
from tests.sign_in import door_client, pass_first_step, sign_in

EVERYWHERE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Says nothing of what serves; without it the server puts its own name there.
    "Server": "web",
}

PORTAL_HEADERS = {
    **EVERYWHERE,
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
PORTAL_RULES = {
    "default-src": "default-src 'none'",
    "script-src": "script-src 'self'",
    "style-src": "style-src 'self'",
    "frame-ancestors": "frame-ancestors 'none'",
    "base-uri": "base-uri 'none'",
    "form-action": "form-action 'self'",
    "require-trusted-types-for": "require-trusted-types-for 'script'",
    "trusted-types": "trusted-types 'none'",
}
# A file that somebody brought is handed out to be saved, under a policy of its own.
FILE_RULES = {
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "sandbox",
}
PATHS = {
    Door.WWW: ["/", "/healthz", "/sl/not-there/", "/not-there"],
    Door.PORTAL: ["/", "/sign-in/", "/not-there/", "/healthz", "/cases/"],
    Door.CMS: ["/", "/sign-in/", "/not-there/", "/healthz", "/pages/1/"],
}
FORM = "application/x-www-form-urlencoded"
WORDS = {
    400: {"sl": "Zahteve nismo razumeli", "en": "The request was not understood"},
    403: {"sl": "To vam ni odprto", "en": "This is not open to you"},
    404: {"sl": "Te strani tu ni", "en": "This page is not here"},
    405: {"sl": "Na tem naslovu ni strani", "en": "There is no page at this address"},
    413: {"sl": "Poslano je preveliko", "en": "What you sent is too large"},
    500: {"sl": "Pri nas je šlo nekaj narobe", "en": "Something went wrong here"},
}
ERRORS = {
    400: BadRequest("secret"),
    403: PermissionDenied("secret"),
    413: RequestDataTooBig("secret"),
    500: RuntimeError("secret"),
}


def directives(policy: str) -> dict[str, str]:
    return {part.split()[0]: part for part in policy.split("; ") if part}


def missing_headers(response: Any, wanted: dict[str, str]) -> dict[str, str | None]:
    return {
        name: response.headers.get(name)
        for name, value in wanted.items()
        if response.headers.get(name) != value
    }


def loose_rules(response: Any) -> dict[str, str | None]:
    """What is not as strict as the portal's policy."""
    rules = directives(response.headers.get("Content-Security-Policy", ""))
    wrong = {
        name: rules.get(name) for name, rule in PORTAL_RULES.items() if rules.get(name) != rule
    }
    return wrong | {name: rule for name, rule in rules.items() if "unsafe" in rule}


def missing_at_the_portal(response: Any) -> dict[str, str | None]:
    wrong = missing_headers(response, PORTAL_HEADERS)
    policy = response.headers.get("Content-Security-Policy", "")
    if "attachment" in response.headers.get("Content-Disposition", ""):
        wrong |= dict.fromkeys(FILE_RULES ^ set(policy.split("; ")), policy)
    else:
        wrong |= loose_rules(response)
    if "unsafe" in policy or "camera=()" not in response.headers.get("Permissions-Policy", ""):
        wrong["policies"] = policy
    return wrong


def break_the_home_page(patch: pytest.MonkeyPatch, door: Door, error: Exception) -> None:
    def broken(_request: Any, **_kwargs: Any) -> None:
        raise error

    route = next(route for route in routes_of(door) if route.pattern == "")
    broken.access = route.access  # type: ignore[attr-defined]
    patch.setattr(route.entry, "callback", broken)


@pytest.mark.parametrize(
    ("door", "path"), [(door, path) for door, paths in PATHS.items() for path in paths]
)
def test_every_answer_carries_the_headers_of_its_door(db: None, door: Door, path: str) -> None:
    response = door_client(door).get(path)
    assert missing_headers(response, EVERYWHERE) == {}
    assert "camera=()" in response.headers["Permissions-Policy"]
    assert response.headers["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}
    assert "default-src" in response.headers["Content-Security-Policy"]


def test_every_answer_of_the_portal_carries_every_header_whatever_was_asked(
    person: Callable[..., User],
) -> None:
    user = person(Role.TEAM_LEAD)
    world = make_world(user)
    statuses = set()
    differences = []
    for client in (door_client(Door.PORTAL), sign_in(user, Door.PORTAL)):
        for route in routes_of(Door.PORTAL):
            for state in STATES if route.arguments else ("own",):
                for method in METHODS:
                    response = ask(client, method, world.path(route, state)).response
                    statuses.add(response.status_code)
                    if wrong := missing_at_the_portal(response):
                        differences.append((method, route.name, state, wrong))
    assert statuses >= {200, 302, 404, 405, 422}
    assert differences == []


@pytest.mark.parametrize("status", sorted(ERRORS))
def test_errors_of_the_portal_carry_every_header_too(
    person: Callable[..., User], monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    client.raise_request_exception = False
    break_the_home_page(monkeypatch, Door.PORTAL, ERRORS[status])
    response = client.get("/")
    assert response.status_code == status
    assert missing_at_the_portal(response) == {}


def test_a_forged_form_and_a_static_file_carry_every_header_too(db: None) -> None:
    forged = Client(SERVER_NAME="portal.localhost", enforce_csrf_checks=True).post("/sign-in/", {})
    assert forged.status_code == 403
    assert missing_at_the_portal(forged) == {}
    client = door_client(Door.PORTAL)
    for method in ("get", "head"):
        for path, status in (("/static/css/portal.css", 200), ("/static/not-there.css", 404)):
            response = getattr(client, method)(path)
            assert response.status_code == status
            list(response)
            response.close()
            # A style is the same for everybody and may be kept.
            kept = {"Cache-Control"} if status == 200 else set()
            assert set(missing_at_the_portal(response)) <= kept, path


@pytest.mark.parametrize("host", ["evil.example", "portal.localhost.evil.example", "a b"])
def test_an_unknown_host_learns_nothing_and_runs_nothing(db: None, host: str) -> None:
    response = Client().get("/", headers={"host": host})
    assert response.status_code == 400
    assert missing_headers(response, EVERYWHERE) == {}
    rules = directives(response.headers["Content-Security-Policy"])
    assert rules["default-src"] == "default-src 'none'"
    assert rules["frame-ancestors"] == "frame-ancestors 'none'"


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


def test_wagtails_own_pages_alone_may_run_inline_scripts(person: Callable[..., User]) -> None:
    client = sign_in(person(Role.EDITOR), Door.CMS)
    for path, status in (("/", 200), ("/pages/", 200), ("/pages/999999/", 404)):
        response = client.get(path, follow=True)
        assert response.status_code == status, path
        assert "script-src 'self' 'unsafe-inline'" in response.headers["Content-Security-Policy"]


PORTALS_OWN_PAGES_AT_THE_CMS = [
    # Who asks, what for, and which page of the portal answers.
    ("nobody", "get", "/sign-in/", 200),
    ("nobody", "post", "/sign-in/", 422),
    ("nobody", "get", "/", 302),
    ("nobody", "get", "/not-there/", 302),
    ("nobody", "get", "/sign-out/", 405),
    ("nobody", "get", "/healthz", 200),
    ("half", "get", "/sign-in/code/", 200),
    ("editor", "get", "/confirm/", 200),
    ("editor", "post", "/confirm/", 422),
    ("editor", "get", "/statement/", 200),
    ("editor", "get", "/users/", 404),
    ("editor", "get", "/sign-out/", 405),
]


@pytest.mark.parametrize(("who", "method", "path", "status"), PORTALS_OWN_PAGES_AT_THE_CMS)
def test_the_portals_own_pages_are_as_strict_at_the_cms_as_at_the_portal(
    person: Callable[..., User], who: str, method: str, path: str, status: int
) -> None:
    client = {
        "nobody": lambda _user, door: door_client(door),
        "half": pass_first_step,
        "editor": sign_in,
    }[who](person(Role.EDITOR), Door.CMS)
    response = getattr(client, method)(path)
    assert response.status_code == status
    assert loose_rules(response) == {}
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("error", "status"),
    [*((error, status) for status, error in ERRORS.items()), (OperationalError("secret"), 503)],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_an_error_page_is_strict_though_a_view_of_wagtails_failed(
    person: Callable[..., User], monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    client = sign_in(person(Role.EDITOR), Door.CMS)
    client.raise_request_exception = False
    assert loose_rules(client.get("/")) != {}
    break_the_home_page(monkeypatch, Door.CMS, error)
    response = client.get("/")
    assert response.status_code == status
    assert loose_rules(response) == {}


def test_a_form_from_another_site_is_refused_with_a_strict_page_at_the_cms(db: None) -> None:
    client = Client(SERVER_NAME="cms.localhost", enforce_csrf_checks=True)
    response = client.post("/sign-in/", {})
    assert response.status_code == 403
    assert loose_rules(response) == {}


@pytest.mark.parametrize("door", [Door.PORTAL, Door.CMS])
def test_search_engines_are_kept_away_from_the_signed_in_doors(db: None, door: Door) -> None:
    assert "noindex" in door_client(door).get("/sign-in/").headers["X-Robots-Tag"]


def words_of_the_page(response: Any, language: str) -> Iterator[str]:
    """What a whole page has that a bare answer has not."""
    page = response.content.decode()
    for wanted in ("<!doctype html>", f'<html lang="{language}"', "<title>", "<h1>", 'href="/"'):
        if wanted not in page:
            yield wanted
    if WORDS[response.status_code][language] not in page:
        yield WORDS[response.status_code][language]
    if "secret" in page:
        yield "secret"


@pytest.mark.parametrize("language", ["sl", "en"])
@pytest.mark.parametrize("door", [Door.PORTAL, Door.CMS])
@pytest.mark.parametrize("status", sorted(WORDS))
def test_every_error_is_a_whole_page_in_the_persons_language_with_a_way_on(
    person: Callable[..., User],
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    door: Door,
    language: str,
) -> None:
    client = sign_in(person(Role.EDITOR, language=language), door)
    client.raise_request_exception = False
    if status in ERRORS:
        break_the_home_page(monkeypatch, door, ERRORS[status])
    # The cms shows its people Wagtail's own page for an address that is not there; what is closed
    # to them is the portal's.
    missing = {Door.PORTAL: "/not-there/", Door.CMS: "/users/"}[door]
    response = client.get({404: missing, 405: "/sign-out/"}.get(status, "/"))
    assert response.status_code == status
    assert list(words_of_the_page(response, language)) == []


def test_a_page_that_only_a_button_opens_still_says_which_methods_it_knows(db: None) -> None:
    response = door_client(Door.PORTAL).get("/sign-out/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    head = door_client(Door.PORTAL).head("/sign-out/")
    assert (head.status_code, head.content) == (405, b"")


def test_a_form_that_is_too_large_is_refused_with_words(db: None, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = door_client(Door.PORTAL, raise_request_exception=False)
    response = client.post("/sign-in/", "username=" + "x" * 2000, content_type=FORM)
    assert response.status_code == 413
    assert list(words_of_the_page(response, "sl")) == []
    assert missing_at_the_portal(response) == {}


def test_the_error_page_of_last_resort_needs_neither_person_nor_database(
    person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    client.raise_request_exception = False

    def broken(*_args: object) -> None:
        raise RuntimeError

    break_the_home_page(monkeypatch, Door.PORTAL, ERRORS[500])
    monkeypatch.setattr("portal.context_processors.navigation_for", broken)
    response = client.get("/")
    assert response.status_code == 500
    assert list(words_of_the_page(response, "sl")) == []


@pytest.mark.parametrize("door", [Door.PORTAL, Door.CMS])
def test_a_form_from_another_site_is_refused_with_a_whole_page(db: None, door: Door) -> None:
    client = Client(SERVER_NAME=f"{door}.localhost", enforce_csrf_checks=True)
    response = client.post("/sign-in/", {"username": "x", "password": "y"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "Nič ni shranjeno" in page
    assert 'href="/"' in page


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
