"""The cards with one key, over the page: nothing that was typed gets lost."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import LiveDoors
from tests.browser.test_case_journey import sign_in

pytestmark = pytest.mark.browser

HALF_TYPED = "Na pol napisano, čšž"


@pytest.fixture
def note_page(live_doors: LiveDoors, page: Page) -> Page:
    """A case with its note field open, as in the middle of a conversation."""
    sign_in(page, live_doors, "tea")
    page.goto(live_doors.url("portal", "/cases/"))
    page.get_by_role("button", name="Odpri nov primer").click()
    expect(page.get_by_label("Nova opomba")).to_be_visible()
    return page


def cards(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Načela")


def test_a_half_typed_note_survives_the_cards_and_gets_the_focus_back(note_page: Page) -> None:
    note, sheet = note_page.get_by_label("Nova opomba"), cards(note_page)
    note.click()
    note_page.keyboard.type(HALF_TYPED)
    # In a field the key is a letter.
    note_page.keyboard.type(" k")
    expect(sheet).to_have_count(0)
    note_page.keyboard.press("Alt+k")
    expect(sheet.get_by_role("heading", name="Zaupnost")).to_be_visible()
    note_page.keyboard.type("zaupnost")
    expect(sheet.get_by_role("heading", name="Varnost najprej")).to_have_count(0)
    note_page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(note).to_be_focused()
    note_page.keyboard.type("!")
    expect(note).to_have_value(f"{HALF_TYPED} k!")
    note_page.get_by_role("button", name="Shrani opombo").click()
    expect(note_page.get_by_text(f"{HALF_TYPED} k!")).to_be_visible()


def test_the_link_opens_the_cards_over_a_page_on_which_something_was_typed(
    note_page: Page,
) -> None:
    address = note_page.url
    note_page.get_by_label("Nova opomba").fill(HALF_TYPED)
    note_page.get_by_role("link", name="Načela", exact=True).first.click()
    expect(cards(note_page).get_by_role("heading", name="Zaupnost")).to_be_visible()
    assert note_page.url == address
    note_page.keyboard.press("Escape")
    expect(note_page.get_by_label("Nova opomba")).to_have_value(HALF_TYPED)


def test_the_key_works_wherever_nobody_types_and_can_be_switched_off(
    live_doors: LiveDoors, note_page: Page
) -> None:
    note_page.goto(live_doors.url("portal", "/knowledge/glossary/"))
    note_page.keyboard.press("k")
    expect(cards(note_page)).to_be_visible()
    note_page.keyboard.press("Escape")
    expect(cards(note_page)).to_have_count(0)
    note_page.keyboard.press("?")
    keys = note_page.get_by_role("dialog", name="Tipke")
    keys.get_by_role("checkbox").uncheck()
    keys.get_by_role("button", name="Zapri").click()
    note_page.keyboard.press("k")
    expect(cards(note_page)).to_have_count(0)
    note_page.keyboard.press("Alt+k")
    expect(cards(note_page)).to_be_visible()


def test_the_key_does_nothing_behind_the_lock_and_the_lock_takes_the_cards_away(
    live_doors: LiveDoors, context: BrowserContext, note_page: Page
) -> None:
    context.clock.install()
    note_page.goto(live_doors.url("portal", "/knowledge/glossary/"))
    note_page.keyboard.press("k")
    expect(cards(note_page).get_by_role("heading", name="Zaupnost")).to_be_visible()
    other = context.new_page()
    other.goto(live_doors.url("portal", "/account/"))
    other.get_by_role("button", name="Odjava").click()
    expect(other.get_by_label("Uporabniško ime")).to_be_visible()
    context.clock.fast_forward(16 * 60 * 1000)
    note_page.bring_to_front()
    expect(note_page.get_by_role("heading", name="Stran je zaklenjena")).to_be_visible()
    expect(cards(note_page)).to_have_count(0)
    note_page.keyboard.press("k")
    note_page.keyboard.press("?")
    expect(note_page.get_by_role("dialog")).to_have_count(0)


def test_without_a_connection_the_page_stays_and_says_so(note_page: Page) -> None:
    note_page.get_by_label("Nova opomba").fill(HALF_TYPED)
    note_page.route("**/knowledge/cards/", lambda route: route.abort())
    note_page.keyboard.press("Alt+k")
    expect(cards(note_page).get_by_text("Tega ni bilo mogoče naložiti")).to_be_visible()
    note_page.keyboard.press("Escape")
    expect(note_page.get_by_label("Nova opomba")).to_have_value(HALF_TYPED)


def test_reading_on_a_narrow_phone_never_scrolls_sideways(
    live_doors: LiveDoors, note_page: Page
) -> None:
    note_page.set_viewport_size({"width": 320, "height": 640})
    for path in ("", "handbook/zacetni-prirocnik/3.3/", "cards/", "glossary/"):
        note_page.goto(live_doors.url("portal", f"/knowledge/{path}"))
        assert note_page.evaluate("document.documentElement.scrollWidth") == 320, path
    # Every cell of a table is named by its header.
    note_page.goto(live_doors.url("portal", "/knowledge/handbook/zacetni-prirocnik/3.3/"))
    cells = note_page.locator(".knowledge-table tbody :is(th, td)")
    assert cells.count() == 9
    labels = cells.evaluate_all("all => all.map(one => getComputedStyle(one, '::before').content)")
    assert set(labels) == {'"Cilj"', '"Obdobje"', '"Primer koraka"'}
