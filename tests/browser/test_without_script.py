"""What a person in need does here, with script off: without any style, and on a phone of 2017."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import LiveDoors
from tests.website.old_browsers import as_an_old_browser_reads
from website.inline_assets import inline_style

pytestmark = pytest.mark.browser

SMALL_PHONE = {"width": 320, "height": 480}
TARGET_SIZE = 44
LARGEST_ICON = 48
STYLES = {"none": "", "of 2017": as_an_old_browser_reads(inline_style())}
STYLE = re.compile(r"(?<=<style>).*?(?=</style>)", re.DOTALL)
OTHER_SITES = re.compile(r"^https://")

HOME = {"sl": "/sl/", "ar": "/ar/"}
QUESTIONS = {"sl": "/sl/vprasanja/", "ar": "/ar/asila/"}
CALL_BACK = {"sl": "/sl/poklicite-me/", "ar": "/ar/ittisal/"}
SEEN = {"sl": "/sl/kaj-ste-videli/", "ar": "/ar/ma-raaytum/"}
OTHER = {"sl": "ar", "ar": "sl"}
# Somebody types in a hurry, in her own script, with the marks that her keyboard adds.
TYPED = "\u200fاليوم 🙂 <b>po 18.00</b>"

Go = Callable[[str], None]


@pytest.fixture(params=STYLES)
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    style = STYLES[request.param]

    def restyle(route: Route) -> None:
        if route.request.method != "GET":
            # What was fetched here would stand at the address of the form, wherever it led.
            return route.continue_()
        answer = route.fetch()
        body = STYLE.sub(lambda _style: style, answer.text())
        return route.fulfill(response=answer, body=body)

    # The policy names the style as it was sent.
    context = browser.new_context(java_script_enabled=False, viewport=SMALL_PHONE, bypass_csp=True)
    context.set_default_timeout(15_000)
    context.route(re.compile(r"^http://localhost:\d+/\w\w/"), restyle)
    context.route(
        OTHER_SITES, lambda route: route.fulfill(body="elsewhere", content_type="text/html")
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["sl", "ar"])
def test_every_task_is_done_without_script_whatever_the_phone_makes_of_the_style(
    live_doors: LiveDoors, phone: Page, language: str
) -> None:
    def go(path: str) -> None:
        answer = phone.goto(live_doors.url("www", path))
        assert answer is not None
        assert answer.status == 200

    go(HOME[language])
    finds_the_numbers(phone)
    reads_and_changes_the_language(phone, language)
    asks_whether_it_is_about_her(phone, go, language)
    asks_for_a_call(phone, go, language)
    tells_what_she_saw(phone, go, language)
    go(f"/{language}/print/")
    expect(phone.locator("main h1")).to_be_visible()
    phone.keyboard.press("Tab")
    assert phone.locator("#exit:focus").count() == 1
    phone.keyboard.press("Enter")
    phone.wait_for_url(OTHER_SITES)


def finds_the_numbers(page: Page) -> None:
    for number in ("112", "113"):
        expect(page.locator(f"main a[href='tel:{number}']")).to_be_visible()
    expect(page.locator(".unset a")).to_be_visible()


def reads_and_changes_the_language(page: Page, language: str) -> None:
    page.locator("main nav a").first.click()
    expect(page.locator("main .lead")).to_be_visible()
    page.locator("nav summary").click()
    page.locator(f"nav a[hreflang='{OTHER[language]}']").click()
    expect(page.locator("html")).to_have_attribute("lang", OTHER[language])
    page.locator("nav summary").click()
    page.locator(f"nav a[hreflang='{language}']").click()
    expect(page.locator("html")).to_have_attribute("lang", language)


def asks_whether_it_is_about_her(page: Page, go: Go, language: str) -> None:
    go(QUESTIONS[language])
    page.locator("button[name=situation]").first.click()
    page.locator("button[name=answers]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("input[type=radio][value=yes]").first.check()
    page.locator("button[name=answers]").click()
    expect(page.locator("main .closing")).to_be_visible()
    assert page.url.endswith(QUESTIONS[language])


def asks_for_a_call(page: Page, go: Go, language: str) -> None:
    go(CALL_BACK[language])
    page.locator("[name=safe_times]").fill(TYPED)
    page.locator("[name=contact]").fill("to ni številka")
    page.locator("form button").click()
    expect(page.locator(".wrong").first).to_be_visible()
    expect(page.locator("[name=safe_times]")).to_have_value(TYPED)
    expect(page.locator("[name=contact]")).to_have_value("to ni številka")
    # Digits as an Arabic keyboard writes them.
    page.locator("[name=contact]").fill("٠٤٠ ٠٠٠ ٠١٧" if language == "ar" else "040 000 017")
    page.locator("form button").click()
    page.wait_for_url(re.compile(rf"/{language}/done/$"))


def tells_what_she_saw(page: Page, go: Go, language: str) -> None:
    go(SEEN[language])
    page.locator("form button").click()
    expect(page.locator(".wrong").first).to_be_visible()
    page.locator("[name=what]").fill(TYPED)
    page.locator("form button").click()
    expect(page.locator(".receipt bdi")).to_be_visible()
    assert page.url.endswith(SEEN[language])


SIZES = """() => {
    const box = selector => [...document.querySelectorAll(selector)].map(element => {
        const {width, height} = element.getBoundingClientRect();
        return [width, height];
    }).filter(([width]) => width);
    scrollTo(0, document.documentElement.scrollHeight);
    const exit = document.getElementById("exit");
    const {x, y, width, height} = exit.getBoundingClientRect();
    const isOnTop = exit.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    return {isOnTop, width: document.documentElement.scrollWidth, icons: box(".icon"),
            touched: box("#exit, .languages summary, .sos a, .card")};
}"""


@pytest.mark.parametrize("phone", ["of 2017"], indirect=True)
def test_on_a_phone_of_2017_the_way_out_stays_in_reach_and_nothing_is_too_small_to_touch(
    live_doors: LiveDoors, phone: Page
) -> None:
    for path in ("/sl/", "/ar/mukalama/", "/ar/ittisal/"):
        phone.goto(live_doors.url("www", path))
        seen = phone.evaluate(SIZES)
        assert seen["isOnTop"], path
        assert seen["width"] == SMALL_PHONE["width"], path
        assert seen["icons"]
        assert max(max(size) for size in seen["icons"]) <= LARGEST_ICON, path
        assert len(seen["touched"]) > 5
        assert min(height for _width, height in seen["touched"]) >= TARGET_SIZE, path
