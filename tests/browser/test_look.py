"""How the pages stand, where only a browser can say it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.conftest import LiveDoors

pytestmark = pytest.mark.browser

SAMPLES = ("sl/light", "ar/dark", "ne/light")
LARGE_LETTERS = 32
# A word that is higher than the line it stands in loses its marks where the box is cut.
CUT = """() => [...document.querySelectorAll("h1, h2, h3, p, a, label, legend, summary, button")]
    .filter(one => getComputedStyle(one).overflow !== "visible" && !one.closest(".hidden")
        && one.scrollHeight > one.clientHeight + 1)
    .map(one => one.textContent)"""


def width_of(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


@pytest.fixture(scope="module")
def large_letters(browser: Browser) -> Iterator[Browser]:
    """A browser whose owner has set letters twice as large."""
    flags = [*FLAGS, f"--blink-settings=defaultFontSize={LARGE_LETTERS}"]
    large = browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    yield large
    large.close()


def test_style_page_shows_every_sample_without_a_word_from_the_policy(
    live_doors: LiveDoors, page: Page
) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto(live_doors.url("www", "/style/"))
    frames = page.locator("iframe")
    assert frames.count() == 11
    for number in range(frames.count()):
        frames.nth(number).scroll_into_view_if_needed()
        frames.nth(number).content_frame.locator("body").wait_for()
    for path in SAMPLES:
        page.goto(live_doors.url("www", f"/style/{path}/"))
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            assert width_of(page) == width
            assert page.evaluate(CUT) == []
    assert problems == []


def test_letters_twice_as_large_still_fit_a_small_phone(
    live_doors: LiveDoors, large_letters: Browser
) -> None:
    page = large_letters.new_page(viewport={"width": 320, "height": 640})
    for path in (*(f"/style/{sample}/" for sample in SAMPLES), "/sl/", "/ar/hatif/"):
        page.goto(live_doors.url("www", path))
        size = page.evaluate("getComputedStyle(document.documentElement).fontSize")
        assert size == f"{LARGE_LETTERS}px"
        assert width_of(page) == 320
    page.close()


def test_line_about_back_lies_over_nothing_without_script(
    live_doors: LiveDoors, browser: Browser
) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 1280, "height": 800}
    )
    page = context.new_page()
    page.goto(live_doors.url("www", "/sl/"))
    honest = page.locator(".honest p").bounding_box()
    languages = page.locator(".languages summary").bounding_box()
    heading = page.locator("h1").bounding_box()
    assert honest
    assert languages
    assert heading
    assert languages["y"] + languages["height"] <= honest["y"]
    assert honest["y"] + honest["height"] <= heading["y"]
    context.close()
