"""The public site in a real browser: what it asks for, and what fits on a small phone."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import LiveDoors
from tests.browser.test_case_journey import sign_in
from tests.website.conftest import PATHS

pytestmark = pytest.mark.browser

ALL_PATHS = ["/", *(path for paths in PATHS.values() for path in paths)]
SMALL_PHONE = {"width": 320, "height": 480}
STORED = """async () => [
    localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
    (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length,
]"""
SET_NUMBER = (
    "from helpline.models import PhoneLine;"
    "PhoneLine.objects.filter(kind='own').update(number='{number}')"
)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SMALL_PHONE)
    yield context
    context.close()


@pytest.fixture
def own_number(live_doors: LiveDoors) -> Iterator[str]:
    live_doors.manage("shell", "-c", SET_NUMBER.format(number="+38680123456"))
    yield "080 123456"
    live_doors.manage("shell", "-c", SET_NUMBER.format(number=""))


def test_visit_stores_nothing_and_asks_nobody_else(
    live_doors: LiveDoors, phone: BrowserContext
) -> None:
    page = phone.new_page()
    requests: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: problems.append(message.text))
    for path in ALL_PATHS:
        page.goto(live_doors.url("www", path))
        assert page.evaluate(STORED) == [0, 0, 0, 0, 0]
    assert requests == [live_doors.url("www", path) for path in ALL_PATHS]
    assert problems == []
    assert phone.cookies() == []


def test_questions_are_answered_without_script_and_leave_no_trace(
    live_doors: LiveDoors, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=SMALL_PHONE)
    page = context.new_page()
    address = live_doors.url("www", "/sl/vprasanja/")
    page.goto(address)
    page.get_by_role("button", name="Gradbišče ali tovarna").click()
    page.get_by_role("group", name="Ima šef vaš potni list?").get_by_label("Da").check()
    page.get_by_role("button", name="Naprej").click()
    expect(page.get_by_text("To ni vaša krivda.")).to_be_visible()
    assert page.url == address
    assert page.title() == "Vprašanja za vas"
    assert context.storage_state() == {"cookies": [], "origins": []}
    assert bottom_of(page, ".unset") <= SMALL_PHONE["height"]
    context.close()


def bottom_of(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def test_every_page_fits_a_small_phone(live_doors: LiveDoors, phone: BrowserContext) -> None:
    page = phone.new_page()
    for path in ALL_PATHS:
        page.goto(live_doors.url("www", path))
        assert page.evaluate("document.documentElement.scrollWidth") == SMALL_PHONE["width"]


def test_missing_number_is_said_in_the_first_view(
    live_doors: LiveDoors, phone: BrowserContext
) -> None:
    page = phone.new_page()
    for path in ALL_PATHS:
        page.goto(live_doors.url("www", path))
        assert bottom_of(page, ".unset") <= SMALL_PHONE["height"]


# Where a box of text of the page's head lies: left, top, right, bottom.
BOXES = """() => [".exit", ".honest p", ".languages summary", ".back"].map((selector) => {
    const box = document.querySelector(selector).getBoundingClientRect();
    return [selector, box.left, box.top, box.right, box.bottom];
})"""


def overlaps(page: Page) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, *a), (other, *b) in combinations(page.evaluate(BOXES), 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


@pytest.mark.parametrize("width", [320, 1280])
def test_without_script_nothing_in_the_head_of_a_page_lies_over_another_thing(
    live_doors: LiveDoors, browser: Browser, width: int
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    for path in ("/sl/telefon/", "/ar/hatif/"):
        page.goto(live_doors.url("www", path))
        assert overlaps(page) == []
    context.close()


def test_number_is_in_the_first_view_of_every_page(
    live_doors: LiveDoors, phone: BrowserContext, own_number: str
) -> None:
    page = phone.new_page()
    for path in ALL_PATHS:
        page.goto(live_doors.url("www", path))
        assert own_number in page.locator(".call").inner_text()
        assert bottom_of(page, ".call") <= SMALL_PHONE["height"]


def test_languages_are_two_taps_away(live_doors: LiveDoors, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(live_doors.url("www", "/sl/telefon/"))
    expect(page.get_by_role("link", name="العربية")).to_be_hidden()
    page.locator(".languages summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE["width"]
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.url.endswith("/ar/hatif/")


def test_editor_sees_the_public_page_in_the_preview_panel(
    live_doors: LiveDoors, page: Page
) -> None:
    sign_in(page, live_doors, "urska", door="cms")
    slovene, arabic = live_doors.manage(
        "shell",
        "-v0",
        "-c",
        "from website.models import HomePage;"
        "print(*(HomePage.objects.get(locale__language_code=code).pk for code in ('sl', 'ar')))",
    ).split()
    page.goto(live_doors.url("cms", f"/pages/{slovene}/edit/"))
    page.get_by_role("button", name="Predogled").first.click()
    frame = page.frame_locator("#w-preview-iframe, [data-w-preview-target='iframe'] iframe")
    expect(frame.locator("h1")).to_have_text("Lahko nas pokličete", timeout=30_000)
    # Translations are looked at beside their source.
    page.goto(live_doors.url("cms", f"/localize/desk/page/{arabic}/languages/?language=ar"))
    frame = page.frame_locator("iframe").nth(1)
    expect(frame.locator("h1")).to_have_text("يمكنكم الاتصال بنا", timeout=30_000)
    expect(frame.locator("html")).to_have_attribute("dir", "rtl")
