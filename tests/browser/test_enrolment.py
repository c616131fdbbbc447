"""An invited person's first day, with a passkey: on a running installation, in a real browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.browser.conftest import LiveDoors
from tests.browser.test_case_journey import sign_in

pytestmark = pytest.mark.browser

PASSPHRASE = "eleven slow ferries at dawn"
LINK = re.compile(r"http://portal\.localhost:\d+/welcome/\S+")


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="sl-SI")
    context.set_default_timeout(15_000)
    yield context
    context.close()


def add_authenticator(page: Page) -> CDPSession:
    """A device that keeps passkeys and always sees the right finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def last_link(doors: LiveDoors) -> str:
    mails = sorted(Path(doors.data_dir / "mail").iterdir(), key=lambda path: path.stat().st_mtime)
    for mail in reversed(mails):
        if found := LINK.findall(mail.read_text(encoding="utf-8")):
            return str(found[-1])
    raise AssertionError("no mail holds a link")


def invite(page: Page, doors: LiveDoors, username: str) -> str:
    sign_in(page, doors, "tea")
    page.get_by_role("navigation").get_by_role("link", name="Osebe").click()
    page.get_by_role("link", name="Povabi osebo").click()
    page.get_by_label("Uporabniško ime").fill(username)
    page.get_by_label("Ime na zaslonih").fill(f"Zala {username}")
    page.get_by_label("E-naslov").fill(f"{username}@kljuc.invalid")
    page.get_by_label("svetovalka/svetovalec").check()
    page.get_by_role("button", name="Pošlji povabilo").click()
    expect(page.get_by_text("Povabilo je poslano")).to_be_visible()
    return last_link(doors)


def choose_passphrase(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Novo geslo").fill(PASSPHRASE)
    page.get_by_label("Isto geslo še enkrat").fill(PASSPHRASE)
    page.get_by_role("button", name="Nadaljuj").click()
    expect(page.get_by_role("heading", name="Druga stopnja")).to_be_visible()


def test_an_invited_counsellor_makes_a_passkey_and_signs_in_with_it_alone(
    live_doors: LiveDoors, page: Page, visitor: BrowserContext
) -> None:
    link = invite(page, live_doors, "zala")
    hers = visitor.new_page()
    problems: list[str] = []
    hers.on("pageerror", lambda error: problems.append(str(error)))
    hers.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    add_authenticator(hers)
    choose_passphrase(hers, link)
    hers.get_by_label("Ime, da ga boste prepoznali").fill("Telefon")
    hers.get_by_role("button", name="Ustvari ključ za dostop").click()
    expect(hers.locator(".recovery-codes li")).to_have_count(10)
    hers.get_by_role("link", name="Shranila sem jih").click()
    hers.get_by_role("button", name="To obljubim").click()
    expect(hers.get_by_role("heading", name="Pozdravljeni")).to_be_visible()

    hers.get_by_role("button", name="Odjava").click()
    hers.get_by_role("button", name="Prijava s ključem za dostop").click()
    expect(hers.get_by_role("heading", name="Pozdravljeni")).to_be_visible()
    hers.get_by_role("link", name="Zala").first.click()
    expect(hers.get_by_text("Ključ za dostop »Telefon«")).to_be_visible()
    assert problems == []


def test_a_link_that_was_used_says_so(
    live_doors: LiveDoors, page: Page, visitor: BrowserContext
) -> None:
    link = invite(page, live_doors, "iva")
    hers = visitor.new_page()
    add_authenticator(hers)
    choose_passphrase(hers, link)
    hers.get_by_role("button", name="Ustvari ključ za dostop").click()
    expect(hers.locator(".recovery-codes li")).to_have_count(10)
    stranger = page.context.new_page()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="Ta povezava ne velja več")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_sideways_on_the_pages_of_an_account(
    live_doors: LiveDoors, context: BrowserContext, width: int
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 720})
    sign_in(page, live_doors, "tea")
    for path in (
        "/account/", "/account/authenticator/", "/account/passkey/", "/account/passphrase/",
        "/account/recovery-codes/", "/people/", "/people/invite/", "/statement/new/", "/confirm/",
    ):  # fmt: skip
        page.goto(live_doors.url("portal", path))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_who_clicks_twice_on_a_code_is_signed_in(live_doors: LiveDoors, page: Page) -> None:
    posts: list[str] = []
    page.on("request", lambda sent: posts.append(sent.url) if sent.method == "POST" else None)
    page.goto(live_doors.url("portal", "/sign-in/"))
    page.get_by_label("Uporabniško ime").fill("sonja")
    page.get_by_label("Geslo", exact=True).fill(live_doors.people["sonja"]["password"])
    page.get_by_role("button", name="Nadaljuj").click()
    page.get_by_label("Šestmestna koda").fill(live_doors.code("sonja"))
    page.get_by_role("button", name="Prijava", exact=True).dblclick()
    expect(page.get_by_role("button", name="Odjava")).to_be_visible()
    assert sum(url.endswith("/sign-in/code/") for url in posts) == 1
