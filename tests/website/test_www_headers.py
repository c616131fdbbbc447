"""Every address of the public door carries every header, whatever is asked and however it ends."""

import re
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client
from django.utils.translation import override
from pytest_django import Settings

from portal.doors import Door
from tests.access.routes import Route, routes_of
from tests.website.conftest import ALL_PATHS, LANGUAGES
from tests.website.html import Document, Element, read

HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Server": "web",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
RULES = {
    "default-src 'none'",
    "img-src data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
HASHED = re.compile(r"(?:style|script)-src 'sha256-[\w+/=]{44}'")
NEVER_SENT = ("Set-Cookie", "X-Powered-By", "ETag", "Last-Modified", "Link", "Refresh")
FEATURES_OFF = ("camera", "microphone", "geolocation", "browsing-topics", "payment", "usb")
METHODS = ("get", "head", "options", "post", "put", "delete")

# Addresses of the routes that take arguments, by name. A new one has to have its line here.
WITH_ARGUMENTS = {
    "wagtail_serve": (*ALL_PATHS, "/sl/ni-tu/", "/en/not/there/"),
    "recording": ("/sl/sound.mp3", "/ar/mukalama/sound.ogg"),
    "printed_sheet": ("/sl/print/card/", "/ar/print/info-strips/"),
    "printed_sheet_pdf": ("/sl/print/card.pdf",),
}
OUTSIDE_ANY_ROUTE = ("/ni-tu", "/ar", "/sl/telefon", "/static/css/portal.css", "/robots.txt")


def routes_in_every_language() -> list[Route]:
    found: list[Route] = []
    for language in LANGUAGES:
        with override(language):
            found += routes_of(Door.WWW)
    return found


def every_address() -> list[str]:
    addresses = set(OUTSIDE_ANY_ROUTE)
    for route in routes_in_every_language():
        addresses.update(WITH_ARGUMENTS[route.name] if route.arguments else [route.path()])
    return sorted(addresses)


def what_is_wrong(response: Any) -> dict[str, Any]:
    """What differs from the table."""
    sent = response.headers
    wrong = {name: sent.get(name) for name, value in HEADERS.items() if sent.get(name) != value}
    wrong |= {name: sent[name] for name in NEVER_SENT if name in sent}
    rules = set(sent.get("Content-Security-Policy", "").split("; "))
    if len([rule for rule in rules if HASHED.fullmatch(rule)]) != 2:
        wrong["hashes"] = rules
    if {rule for rule in rules if not HASHED.fullmatch(rule)} != RULES:
        wrong["rules"] = rules ^ RULES
    off = sent.get("Permissions-Policy", "")
    wrong |= {name: off for name in FEATURES_OFF if f"{name}=()" not in off}
    if "=(self" in off or "*" in off:
        wrong["Permissions-Policy"] = off
    return wrong


def test_every_address_answers_with_every_header(public_site: None) -> None:
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    statuses, wrong = set(), {}
    for address in every_address():
        for method in METHODS:
            response = getattr(client, method)(address)
            statuses.add(response.status_code)
            if differences := what_is_wrong(response):
                wrong[method, address] = differences
    assert statuses >= {200, 302, 404, 405}
    assert not [status for status in statuses if status >= 500]
    assert wrong == {}
    assert not client.cookies


def test_a_header_that_lacks_would_be_seen(public_site: None) -> None:
    response = Client(SERVER_NAME="localhost").get("/sl/")
    assert what_is_wrong(response) == {}
    del response["Referrer-Policy"]
    response["Content-Security-Policy"] += "; connect-src 'self'"
    response["Set-Cookie"] = "a=b"
    assert set(what_is_wrong(response)) == {"Referrer-Policy", "rules", "Set-Cookie"}


@pytest.mark.parametrize("error", [SuspiciousOperation, RuntimeError])
def test_errors_carry_every_header_too(
    public_site: None, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def refuse(*_args: Any) -> None:
        raise error

    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    assert client.get("/sl/").status_code == 200
    monkeypatch.setattr("website.views.live_page", refuse)
    response = client.get("/sl/")
    assert response.status_code in {400, 500}
    assert what_is_wrong(response) == {}


def test_over_https_the_browser_is_told_to_stay_there(
    public_site: None, settings: Settings
) -> None:
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    for address in every_address():
        sent = Client(SERVER_NAME="localhost").get(address, secure=True).headers
        assert sent["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


def test_the_way_to_https_is_an_answer_like_all_others(
    public_site: None, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = Client(SERVER_NAME="localhost").get("/sl/")
    assert response.status_code == 301
    assert response["Location"].startswith("https://")
    assert what_is_wrong(response) == {}


# --- What is typed stays nowhere ------------------------------------------------------------------

REMEMBERED = {"text", "tel", "email", "search", "url", "number", "date", "time", "password", ""}


def remembered_fields(document: Document) -> list[Element]:
    """Fields and forms of which a browser would keep what was typed."""
    fields = [
        *document.all("form"),
        *document.all("textarea"),
        *document.all("select"),
        *(
            field
            for field in document.all("input")
            if field.attributes.get("type", "") in REMEMBERED
        ),
    ]
    return [field for field in fields if field.attributes.get("autocomplete") != "off"]


def test_no_field_of_any_page_is_remembered(public_site: None) -> None:
    for address in every_address():
        response = Client(SERVER_NAME="localhost").get(address)
        if response.get("Content-Type", "").startswith("text/html"):
            assert remembered_fields(read(response)) == [], address


def test_a_field_that_is_remembered_would_be_found() -> None:
    document = Document()
    document.feed(
        '<form autocomplete="off"><input type="tel"><input type="radio"><textarea></textarea>'
        '<input type="text" autocomplete="off"></form>'
    )
    assert [field.tag for field in remembered_fields(document)] == ["textarea", "input"]
