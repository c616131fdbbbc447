"""Asking for a call with script off, and the desk that reads it: on a running installation."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import LiveDoors
from tests.browser.test_case_journey import sign_in

pytestmark = pytest.mark.browser

CONTACT, SAFE = "040 000 017", "canary: torek po 18.00"


def test_what_is_asked_without_script_or_cookie_is_read_at_the_desk_alone(
    live_doors: LiveDoors, browser: Browser, context: BrowserContext
) -> None:
    visitor = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 600})
    page = visitor.new_page()
    page.goto(live_doors.url("www", "/sl/poklicite-me/"))
    page.get_by_label("Telefonska številka").fill("12")
    page.get_by_role("button", name="Pošlji").click()
    expect(page.get_by_text("Napišite, kdaj je za vas varno.")).to_be_visible()
    expect(page.get_by_label("Telefonska številka")).to_have_value("12")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_label("Telefonska številka").fill(CONTACT)
    page.get_by_label("Na primer").fill(SAFE)
    page.get_by_role("button", name="Pošlji").click()
    expect(page.get_by_role("heading", name="Hvala")).to_be_visible()
    assert page.url == live_doors.url("www", "/sl/done/")
    assert visitor.cookies() == []
    visitor.close()

    files = [path for path in live_doors.data_dir.rglob("*") if path.is_file()]
    raw = b"".join(path.read_bytes() for path in files)
    assert b"helpline_letter" in raw
    assert CONTACT.encode() not in raw
    assert SAFE.encode() not in raw

    desk = context.new_page()
    sign_in(desk, live_doors, "vida")
    # Other tests of this installation may have asked before; the newest letter stands last.
    desk.get_by_role("link", name=re.compile(r"čaka(ta|jo)? na klic")).click()
    mine = desk.locator(".letter-row a").last
    path = mine.get_attribute("href")
    mine.click()
    expect(desk.get_by_text(SAFE)).to_be_visible()
    expect(desk.get_by_text(CONTACT)).to_have_count(0)
    desk.get_by_role("button", name="Prevzamem").click()
    expect(desk.get_by_text(CONTACT)).to_be_visible()
    desk.get_by_role("button", name="Zaprem").click()
    expect(desk.get_by_role("heading", name="Zaprto, kmalu izbrisano")).to_be_visible()
    expect(desk.locator(f'.letter-row a[href="{path}"]')).to_have_count(0)
