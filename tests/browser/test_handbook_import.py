"""A handbook is brought in by an editor, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import LiveDoors
from tests.browser.test_case_journey import sign_in
from tests.factories.documents import as_docx
from tests.factories.knowledge import HANDBOOK, read

pytestmark = pytest.mark.browser

EDITOR = "urska"
MANY = "\n\n".join(f"{number}. Poglavje\n\nBesedilo {number}." for number in range(1, 26))
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def bring(page: Page, doors: LiveDoors, name: str, content: bytes, kind: str, title: str) -> None:
    page.goto(doors.url("cms", "/handbook-import/"))
    page.get_by_label("Dokument").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    page.get_by_role("radio", name="nov priročnik").check()
    page.get_by_label("Naslov novega priročnika").fill(title)
    page.get_by_role("button", name="Preberi dokument").click()


def test_a_word_document_becomes_drafts(live_doors: LiveDoors, page: Page) -> None:
    sign_in(page, live_doors, EDITOR, "cms")
    bring(page, live_doors, "mali.docx", as_docx(read(HANDBOOK)), WORD, "Mali priročnik")
    expect(page.get_by_role("heading", name="Kaj bi se spremenilo")).to_be_visible()
    page.get_by_role("button", name="Uvozi kot osnutke").click()
    expect(page.get_by_role("heading", name="Novi osnutki")).to_be_visible()
    page.get_by_role("link", name="2.1 Tečaj jezika").click()
    expect(page).to_have_url(re.compile(r"/pages/\d+/edit/"))


def test_a_long_import_goes_on_by_itself(live_doors: LiveDoors, page: Page) -> None:
    sign_in(page, live_doors, EDITOR, "cms")
    bring(page, live_doors, "dolg.txt", MANY.encode(), "text/plain", "Dolgi priročnik")
    page.get_by_role("button", name="Uvozi kot osnutke").click()
    expect(page.get_by_role("heading", name="Novi osnutki (25)")).to_be_visible()


def test_without_script_each_step_has_its_button(live_doors: LiveDoors, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    sign_in(page, live_doors, EDITOR, "cms")
    bring(page, live_doors, "se.txt", MANY.encode(), "text/plain", "Še en priročnik")
    page.get_by_role("button", name="Uvozi kot osnutke").click()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "10")
    for _step in range(2):
        page.get_by_role("button", name="Nadaljuj").click()
    expect(page.get_by_role("heading", name="Novi osnutki (25)")).to_be_visible()
    context.close()
