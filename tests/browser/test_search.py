"""The search box with its suggestions, in a real browser: keys, pointer, no script, a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import LiveDoors
from tests.browser.test_case_journey import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def signed_in(browser: Browser, live_doors: LiveDoors) -> Iterator[BrowserContext]:
    """One sign-in for the file: a code works once."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="sl-SI")
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, live_doors, "vida")
    page.close()
    yield context
    context.close()


@pytest.fixture
def home(signed_in: BrowserContext, live_doors: LiveDoors) -> Iterator[Page]:
    page = signed_in.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(live_doors.url("portal"))
    yield page
    page.close()


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Išči po znanju")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def first_letters(page: Page) -> str:
    return title_word(page)[:5]


def title_word(page: Page) -> str:
    """A word that stands in a title of the starter handbook."""
    page.goto(f"{page.url}knowledge/")
    titles = page.locator(".chapters a").all_inner_texts()
    words = [word for title in titles for word in title.split() if word.isalpha()]
    return max(words, key=len)


def test_slash_leads_to_the_box_and_arrows_through_the_suggestions(home: Page) -> None:
    typed = first_letters(home)
    home.keyboard.press("/")
    expect(box(home)).to_be_focused()
    expect(box(home)).to_have_value("")
    home.keyboard.type(typed)
    expect(options(home).first).to_be_visible()
    expect(box(home)).to_have_attribute("aria-expanded", "true")
    expect(home.locator(".search [role=status]")).not_to_be_empty()
    home.keyboard.press("ArrowDown")
    chosen = home.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_count(1)
    expect(box(home)).to_have_attribute(
        "aria-activedescendant", chosen.get_attribute("id") or "none"
    )
    expect(box(home)).to_be_focused()
    home.keyboard.press("ArrowUp")
    expect(chosen).to_have_count(0)
    home.keyboard.press("ArrowUp")
    expect(options(home).last).to_have_attribute("aria-selected", "true")


def test_escape_closes_first_and_empties_then(home: Page) -> None:
    typed = first_letters(home)
    box(home).fill(typed)
    expect(options(home).first).to_be_visible()
    home.keyboard.press("Escape")
    expect(options(home)).to_have_count(0)
    expect(box(home)).to_have_value(typed)
    expect(box(home)).to_have_attribute("aria-expanded", "false")
    home.keyboard.press("Escape")
    expect(box(home)).to_have_value("")


def test_enter_takes_the_reader_to_the_place_chosen(home: Page) -> None:
    box(home).fill(first_letters(home))
    expect(home.locator(".suggestion-number").first).to_be_visible()
    home.keyboard.press("ArrowDown")
    home.keyboard.press("Enter")
    home.wait_for_url("**/knowledge/handbook/**")


def test_enter_without_a_choice_searches_as_typed(home: Page) -> None:
    typed = first_letters(home)
    box(home).fill(typed)
    expect(options(home).first).to_be_visible()
    home.keyboard.press("Enter")
    home.wait_for_url(f"**/knowledge/search/?q={typed}")


def test_a_word_is_chosen_with_the_pointer(home: Page) -> None:
    box(home).fill(first_letters(home))
    word = options(home).filter(has_not=home.locator(".suggestion-number")).first
    text = word.inner_text()
    word.click()
    home.wait_for_url("**/knowledge/search/**")
    expect(box(home)).to_have_value(text)


def test_a_slash_in_a_field_is_a_slash(home: Page) -> None:
    box(home).fill("50")
    box(home).press("End")
    home.keyboard.type("/7")
    expect(box(home)).to_have_value("50/7")


def test_only_the_last_question_is_answered(home: Page) -> None:
    typed = first_letters(home)
    asked: list[str] = []
    home.on("request", lambda request: asked.append(request.url))
    box(home).press_sequentially(typed)
    expect(options(home).first).to_be_visible()
    assert 0 < len([address for address in asked if "suggest" in address]) < len(typed)


def test_nothing_is_blocked_by_the_content_security_policy(home: Page) -> None:
    complaints: list[str] = []
    home.on("console", lambda message: complaints.append(message.text))
    home.on("pageerror", lambda error: complaints.append(str(error)))
    box(home).fill(first_letters(home))
    expect(options(home).first).to_be_visible()
    assert complaints == []


def test_suggestions_fit_on_a_small_phone(home: Page) -> None:
    typed = title_word(home)
    home.set_viewport_size({"width": 320, "height": 640})
    box(home).fill(typed)
    expect(options(home).first).to_be_visible()
    assert home.evaluate("document.documentElement.scrollWidth") == 320
    home.keyboard.press("Enter")
    home.wait_for_url("**/knowledge/search/**")
    expect(home.locator(".search-hit").first).to_be_visible()
    assert home.evaluate("document.documentElement.scrollWidth") == 320


def test_without_script_the_box_is_a_form(
    browser: Browser, signed_in: BrowserContext, live_doors: LiveDoors, home: Page
) -> None:
    typed = title_word(home)
    context = browser.new_context(
        java_script_enabled=False, storage_state=signed_in.storage_state(), locale="sl-SI"
    )
    page = context.new_page()
    page.goto(live_doors.url("portal"))
    expect(page.get_by_role("combobox")).to_have_count(0)
    page.get_by_role("searchbox", name="Išči po znanju").fill(typed)
    page.get_by_role("button", name="Išči").click()
    page.wait_for_url("**/knowledge/search/**")
    expect(page.locator(".search-hit").first).to_be_visible()
    context.close()
