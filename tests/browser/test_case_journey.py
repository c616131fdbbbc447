"""A counsellor's way through the portal, on a running installation, in a real browser."""

import os
import re
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.conftest import LiveDoors, oathtool_code

pytestmark = pytest.mark.browser

NOTE = "canary-note-b7: she would like a course"
NAME_IN_THE_CLEAR = b"sonja"


def sign_in(page: Page, doors: LiveDoors, username: str, door: str = "portal") -> None:
    page.goto(doors.url(door))
    page.get_by_label("Uporabniško ime").fill(username)
    page.get_by_label("Geslo").fill(doors.people[username]["password"])
    page.get_by_role("button", name="Nadaljuj").click()
    page.get_by_label("Šestmestna koda").fill(doors.code(username))
    page.get_by_role("button", name="Prijava").click()
    expect(page.get_by_label("Šestmestna koda")).to_have_count(0)


def open_case_with_note(page: Page, doors: LiveDoors) -> str:
    page.get_by_role("navigation").get_by_role("link", name="Primeri").click()
    page.get_by_role("button", name="Odpri nov primer").click()
    page.get_by_label("Nova opomba").fill(NOTE)
    page.get_by_role("button", name="Shrani opombo").click()
    expect(page.get_by_text(NOTE)).to_be_visible()
    return page.locator("h1 .code").inner_text()


def test_a_case_is_opened_and_found_by_its_counsellor_and_by_nobody_else(
    live_doors: LiveDoors, context: BrowserContext
) -> None:
    page = context.new_page()
    sign_in(page, live_doors, "sonja")
    code = open_case_with_note(page, live_doors)
    case_url = page.url
    page.get_by_role("navigation").get_by_role("link", name="Primeri").click()
    expect(page.get_by_role("link", name=code)).to_be_visible()
    page.get_by_role("button", name="Odjava").click()
    expect(page.get_by_label("Uporabniško ime")).to_be_visible()
    page.go_back()
    expect(page.get_by_text(code)).to_have_count(0)

    for username in ("mira", "ada"):
        context.clear_cookies()
        sign_in(page, live_doors, username)
        answer = page.goto(case_url)
        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_text(NOTE)).to_have_count(0)


def test_nothing_that_was_written_lies_in_clear_anywhere_in_the_data_folder(
    live_doors: LiveDoors, page: Page
) -> None:
    sign_in(page, live_doors, "sonja")
    open_case_with_note(page, live_doors)
    needle = NOTE.split(":")[0].encode()
    files = [path for path in live_doors.data_dir.rglob("*") if path.is_file()]
    raw = {path: path.read_bytes() for path in [*files, live_doors.log]}
    assert any(NAME_IN_THE_CLEAR in content for content in raw.values())
    assert [path for path, content in raw.items() if needle in content] == []


def test_the_session_cookie_is_for_this_host_and_out_of_reach_of_scripts(
    live_doors: LiveDoors, page: Page, context: BrowserContext
) -> None:
    sign_in(page, live_doors, "mira")
    cookies = {cookie["name"]: cookie for cookie in context.cookies()}
    session = cookies["portal-session"]
    assert session["httpOnly"]
    assert session["sameSite"] == "Lax"
    assert session["domain"] == "portal.localhost"
    assert "portal-session" not in page.evaluate("document.cookie")


def test_the_server_itself_says_nothing_of_what_it_is(live_doors: LiveDoors) -> None:
    paths = {"": "/sl/", "portal.": "/sign-in/", "cms.": "/static/css/portal.css"}
    for door, path in [*paths.items(), ("portal.", "/not-there/"), ("no-door.", "/")]:
        connection = HTTPConnection("127.0.0.1", live_doors.port, timeout=30)
        connection.request("GET", path, headers={"Host": f"{door}localhost:{live_doors.port}"})
        answer = connection.getresponse()
        assert answer.status < 500
        assert answer.headers.get_all("Server") == ["web"], (door, path)
        connection.close()


def test_signing_in_at_the_cms_needs_nothing_that_the_strict_policy_forbids(
    live_doors: LiveDoors, page: Page
) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto(live_doors.url("cms", "/sign-in/"))
    page.evaluate("document.body.insertAdjacentText('beforeend', 'listening')")
    assert problems == []
    with pytest.raises(Error, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<p>'")
    assert len(problems) == 1
    sign_in(page, live_doors, "urska", door="cms")
    expect(page.locator("#wagtail-sidebar")).to_be_attached()
    assert len(problems) == 1, problems


def test_the_portal_asks_no_other_host_for_anything(live_doors: LiveDoors, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    sign_in(page, live_doors, "tea")
    page.get_by_role("navigation").get_by_role("link", name="Primeri").click()
    expect(page.get_by_role("heading", name="Primeri")).to_be_visible()
    assert asked
    assert [url for url in asked if not url.startswith(live_doors.url("portal"))] == []
    assert problems == []


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_sideways(
    live_doors: LiveDoors, context: BrowserContext, width: int, tmp_path: Path
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 720})
    sign_in(page, live_doors, "sonja")
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    for path in ("/", "/cases/", "/knowledge/", "/knowledge/search/?q=zaposlitev"):
        page.goto(live_doors.url("portal", path))
        name = re.sub(r"\W+", "-", path).strip("-") or "home"
        page.screenshot(path=folder / f"portal-{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_codes_of_an_independent_program_are_the_same(live_doors: LiveDoors) -> None:
    seed = live_doors.manage("code", "urska", "--seed").strip()
    before = oathtool_code(seed)
    assert before is not None, "install oathtool"
    code = live_doors.code("urska")
    # Half a minute may have begun while the portal was asked.
    assert code in {before, oathtool_code(seed)}
