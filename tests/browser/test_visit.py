"""The safety of a visit in a real browser: leaving, coming back, and what the phone keeps."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.chromium import CHROMIUM, FLAGS
from tests.browser.conftest import LiveDoors
from tests.browser.waiting import wait_for_tab

pytestmark = pytest.mark.browser

BEFORE = "https://before.example/"
OTHER_SITES = re.compile(r"^https://")
SMALL_PHONE = {"width": 320, "height": 480}
MOST_PAGES = 6
TARGET_SIZE = 48
# Each is a link of the page before it.
LINKS = ("/sl/telefon/", "/sl/pravice/", "/sl/", "/sl/pravice/", "/sl/telefon/")


def answer_elsewhere(context: BrowserContext) -> None:
    """Stand in for every other site: each says its own host."""

    def answer(route: Route) -> None:
        host = route.request.url.split("/")[2]
        body = f"<!doctype html><title>{host}</title><h1>{host}</h1>"
        route.fulfill(body=body, content_type="text/html")

    context.route(OTHER_SITES, answer)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SMALL_PHONE)
    context.set_default_timeout(15_000)
    answer_elsewhere(context)
    yield context
    context.close()


def read_pages(page: Page, doors: LiveDoors, number: int) -> None:
    """Come from another site and read so many pages, by the links on them."""
    page.goto(BEFORE)
    page.goto(doors.url("www", "/sl/"))
    for path in LINKS[: number - 1]:
        page.locator(f"main a[href='{path}']").first.click()
        page.wait_for_url(doors.url("www", path))
        expect(page.locator("h1")).to_be_visible()


def leave(page: Page) -> None:
    page.locator("#exit").click()
    page.wait_for_url(OTHER_SITES)


def walk(page: Page, times: int, step: Callable[[], object]) -> list[str]:
    """What stands in the tab after each step through its history."""
    seen = []
    for _step in range(times):
        step()
        seen.append(f"{page.url} {page.title()} {page.locator('body').inner_text()}")
    return seen


# --- Back and Forward -----------------------------------------------------------------------------


def test_after_leaving_neither_back_nor_forward_shows_a_page_of_the_site(
    live_doors: LiveDoors, phone: BrowserContext
) -> None:
    site = live_doors.url("www")
    for number in range(1, MOST_PAGES + 1):
        page = phone.new_page()
        read_pages(page, live_doors, number)
        assert page.url.startswith(site)
        leave(page)
        seen = walk(page, number + 2, page.go_back) + walk(page, number + 2, page.go_forward)
        assert any(BEFORE in text for text in seen)
        assert "meteo.arso.gov.si" in seen[-1]
        assert [text for text in seen if site in text] == [], number
        page.close()


def test_skip_link_and_language_leave_no_entry_either(
    live_doors: LiveDoors, phone: BrowserContext
) -> None:
    page = phone.new_page()
    read_pages(page, live_doors, 2)
    entries = page.evaluate("history.length")
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator(".languages summary").click()
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.evaluate("history.length") == entries


def test_who_comes_back_finds_a_neutral_page_and_may_go_on(
    live_doors: LiveDoors, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(live_doors.url("www", "/sl/telefon/#main"))
    title, heading = page.title(), page.locator("h1").inner_text()
    page.goto("https://after.example/")
    page.go_back()
    assert page.url.startswith(live_doors.url("www"))
    assert page.locator("body").inner_text().strip() == "Naprej"
    assert page.title() not in {title, ""}
    assert heading not in page.locator("body").aria_snapshot()
    page.get_by_role("link", name="Naprej").click()
    expect(page.locator("h1")).to_have_text(heading)
    assert page.title() == title
    assert page.evaluate("history.length") == 3


@contextmanager
def profile_open(browser: Browser, folder: Path, *flags: str) -> Iterator[BrowserContext]:
    """A browser whose profile stays on the disk, as a person's does."""
    context = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=CHROMIUM,
        args=[*FLAGS, *flags],
        # What lies compressed in a cache would not be found.
        extra_http_headers={"Accept-Encoding": "identity"},
    )
    yield context
    context.close()


@pytest.fixture
def keeping_phone(browser: Browser) -> Iterator[BrowserContext]:
    """One that keeps whole pages to show them again at once, as phones do."""
    keeping = browser.browser_type.launch(
        executable_path=CHROMIUM,
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    context = keeping.new_context(viewport=SMALL_PHONE)
    context.add_init_script("addEventListener('pageshow', event => { kept = event.persisted })")
    answer_elsewhere(context)
    yield context
    keeping.close()


def test_page_that_the_browser_kept_whole_comes_back_as_a_neutral_one(
    live_doors: LiveDoors, keeping_phone: BrowserContext
) -> None:
    page = keeping_phone.new_page()
    page.goto(live_doors.url("www", "/sl/telefon/"))
    page.goto(live_doors.url("portal", "/healthz"))
    page.evaluate("() => { setTimeout(() => history.back()) }")
    expect(page.locator("body")).to_have_text("Naprej")
    assert page.evaluate("kept")
    page.get_by_role("link", name="Naprej").click()
    expect(page.locator("h1")).to_be_visible()

    read_pages(page, live_doors, 3)
    leave(page)
    page.evaluate("() => { setTimeout(() => history.back()) }")
    expect(page.locator("h1")).to_have_text("before.example")
    page.evaluate("() => { setTimeout(() => history.forward()) }")
    expect(page.locator("h1")).to_have_text("meteo.arso.gov.si")


def test_tab_that_the_browser_restores_shows_a_neutral_page(
    live_doors: LiveDoors, browser: Browser, tmp_path: Path
) -> None:
    address = live_doors.url("www", "/sl/telefon/")
    with profile_open(browser, tmp_path) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
    with profile_open(browser, tmp_path, "--restore-last-session") as context:
        expect(wait_for_tab(context, address).locator("body")).to_have_text("Naprej")


def test_where_the_setting_is_off_back_leads_through_the_pages(
    live_doors: LiveDoors, phone: BrowserContext
) -> None:
    def switch_off(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(" data-one-entry", ""))

    phone.route(re.compile(re.escape(live_doors.url("www", "/sl/"))), switch_off)
    page = phone.new_page()
    read_pages(page, live_doors, 2)
    page.go_back()
    assert page.url == live_doors.url("www", "/sl/")
    expect(page.locator("h1")).to_be_visible()


# --- Leaving --------------------------------------------------------------------------------------


def test_page_is_covered_at_once_when_the_target_does_not_answer(
    live_doors: LiveDoors, browser: Browser
) -> None:
    context = browser.new_context(viewport=SMALL_PHONE)
    # An answer without a page leaves the browser where it is, as a target does that is never there.
    context.route(OTHER_SITES, lambda route: route.fulfill(status=204))
    page = context.new_page()
    page.goto(live_doors.url("www", "/ar/huquq/"))
    title = page.title()
    assert page.locator("body").aria_snapshot() != ""
    assert len(colours_of(page)) > 1
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    text, covered_title, took = page.evaluate(
        "() => { const began = performance.now(); document.getElementById('exit').click();"
        " const seen = [document.body.innerText, document.title];"
        " return new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
        " () => done([...seen, performance.now() - began])))) }"
    )
    assert text == ""
    assert covered_title not in {title, ""}
    assert page.locator("body").aria_snapshot() == ""
    assert colours_of(page) == [(255, 255, 255)]
    # Generous for a busy machine; a cover that waited for the target would never come.
    assert took < 1000
    context.close()


def colours_of(page: Page) -> list[tuple[int, ...]]:
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return [colour for _count, colour in picture.getcolors(1 << 24)]


def test_way_out_works_without_script_and_sends_no_referrer(
    live_doors: LiveDoors, browser: Browser
) -> None:
    for script in (True, False):
        context = browser.new_context(java_script_enabled=script)
        answer_elsewhere(context)
        page = context.new_page()
        page.goto(live_doors.url("www", "/en/"))
        assert page.locator(".honest").is_visible() is not script
        with page.expect_request(OTHER_SITES) as asked:
            page.locator("#exit").click()
        assert "referer" not in asked.value.all_headers()
        page.wait_for_url(OTHER_SITES)
        context.close()


EXIT_AT_FIVE_PLACES = """() => [0, 1, 2, 3, 4].map(part => {
    const exit = document.getElementById("exit");
    scrollTo(0, document.documentElement.scrollHeight * part / 4);
    const {x, y, width, height} = exit.getBoundingClientRect();
    const onTop = document.elementFromPoint(x + width / 2, y + height / 2);
    return {width, height, isOnTop: exit.contains(onTop)};
})"""


# 1280 by 1024 at 400 % is 320 by 256.
@pytest.mark.parametrize("size", [(320, 256), (1280, 480)])
def test_way_out_is_the_first_stop_and_always_in_reach(
    live_doors: LiveDoors, browser: Browser, size: tuple[int, int]
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    for path in ("/sl/pravice/", "/ar/huquq/", "/", "/en/not-there/"):
        page.goto(live_doors.url("www", path))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "exit"
        height = page.evaluate("document.documentElement.scrollHeight")
        assert height > size[1]
        for place in page.evaluate(EXIT_AT_FIVE_PLACES):
            assert place["isOnTop"], (path, place)
            assert min(place["width"], place["height"]) >= TARGET_SIZE
    context.close()


# --- Shift, three times ---------------------------------------------------------------------------

COUNT_ANNOUNCEMENTS = """() => {
    announced = [];
    new MutationObserver(() => {
        const text = document.getElementById("presses").textContent;
        if (text) announced.push(text);
    }).observe(document.getElementById("presses"), {childList: true});
}"""


WRITE_500_CAPITALS = """() => {
    for (let written = 0; written < 500; written += 1) {
        for (const [kind, key, code] of [
            ["keydown", "Shift", "ShiftLeft"], ["keydown", "A", "KeyA"],
            ["keyup", "A", "KeyA"], ["keyup", "Shift", "ShiftLeft"],
        ]) for (const place of [document.activeElement, document.body])
            place.dispatchEvent(new KeyboardEvent(kind, {key, code, bubbles: true}));
    }
}"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_shift_three_times_leaves_whichever_of_the_two_it_is(
    live_doors: LiveDoors, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(live_doors.url("www", "/en/"))
    page.evaluate(COUNT_ANNOUNCEMENTS)
    status = page.get_by_role("status")
    assert status.inner_text() == ""
    press(page, "ShiftLeft")
    expect(status).to_have_text("Press Shift two more times to leave.")
    press(page, "ShiftRight")
    expect(status).to_have_text("Press Shift one more time to leave.")
    assert len(page.evaluate("announced")) == 2
    press(page, "ShiftLeft")
    page.wait_for_url(OTHER_SITES)
    page.go_back()
    assert not page.url.startswith(live_doors.url("www"))


def test_shift_is_forgotten_after_five_seconds(
    live_doors: LiveDoors, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.clock.install()
    page.goto(live_doors.url("www", "/sl/"))
    press(page, "Shift", "Shift")
    expect(page.get_by_role("status")).not_to_be_empty()
    page.clock.fast_forward(5_000)
    expect(page.get_by_role("status")).to_be_empty()
    press(page, "Shift", "Shift")
    expect(page.get_by_role("status")).not_to_be_empty()
    press(page, "Shift")
    page.wait_for_url(OTHER_SITES)


def test_nobody_leaves_by_writing_or_by_moving_through_the_page(
    live_doors: LiveDoors, phone: BrowserContext
) -> None:
    page = phone.new_page()
    page.goto(live_doors.url("www", "/sl/"))
    # On the page itself, then in a field, where Shift alone counts for nothing either.
    press(page, "Shift+A", "n", "Shift+B", "o", "Shift+C", "e", "Shift", "Shift", "a", "Shift")
    press(page, "Shift+Tab", "Shift+Tab", "Shift+Tab")
    page.evaluate("document.querySelector('main').prepend(document.createElement('textarea'))")
    page.locator("textarea").focus()
    press(page, "Shift+A", "Shift", "Shift", "Shift", "Shift+B")
    assert page.locator("textarea").input_value() == "AB"
    page.evaluate(WRITE_500_CAPITALS)
    assert page.get_by_role("status").inner_text() == ""

    page.locator("main").focus()
    keyboard = phone.new_cdp_session(page)
    for kind in ("keyDown", "keyUp") * 3:
        # As keyboards on a screen do: a Shift that is neither the left nor the right one.
        keyboard.send("Input.dispatchKeyEvent", {"type": kind, "key": "Shift", "code": ""})
    assert page.get_by_role("status").inner_text() == ""
    assert page.url == live_doors.url("www", "/sl/")
    press(page, "Shift", "Shift", "Shift")
    page.wait_for_url(OTHER_SITES)


# --- What lies on the phone afterwards ------------------------------------------------------------

TYPED = "canary typed 4711"
CARELESS_TEXT = "canary text of a careless page 0815"
CARELESS_PAGE = (
    f"<!doctype html><title>Careless</title><p>{CARELESS_TEXT}</p><input id=field>"
    "<form method=post><input name=sent id=sent><button>Send</button></form>"
)


class CarelessSite(BaseHTTPRequestHandler):
    """What other sites do, so that the search through the profile is seen to find something."""

    def do_GET(self) -> None:
        body = CARELESS_PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Cache-Control", "max-age=600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_arguments: object) -> None:
        return None


@pytest.fixture
def careless_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), CarelessSite)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def files_with(profile: Path, *texts: str) -> set[str]:
    """Names of the files of a profile in which one of the texts stands."""
    needles = [text.encode(code) for text in texts for code in ("utf-8", "utf-16-le")]
    return {
        str(path.relative_to(profile))
        for path in profile.rglob("*")
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    }


def lines_of(page: Page) -> list[str]:
    return [line for line in page.locator("main").inner_text().splitlines() if len(line) > 20]


def type_everywhere(page: Page) -> None:
    for field in page.locator("textarea, input:not([type=hidden], [type=radio])").all():
        if field.is_editable() and field.is_visible():
            field.fill(TYPED)


def test_after_a_visit_the_phone_holds_no_text_of_it_and_nothing_that_was_typed(
    live_doors: LiveDoors, browser: Browser, careless_url: str, tmp_path: Path
) -> None:
    texts: list[str] = []
    with profile_open(browser, tmp_path) as context:
        answer_elsewhere(context)
        page = context.new_page()
        for path in ("/sl/", "/sl/telefon/", "/sl/pravice/", "/ar/huquq/"):
            page.goto(live_doors.url("www", path))
            texts += lines_of(page)
            type_everywhere(page)
        leave(page)
        page.goto(careless_url)
        page.locator("#field").fill(f"{TYPED} carelessly")
        page.goto("about:blank")

    assert len(texts) > 20
    assert files_with(tmp_path, CARELESS_TEXT)
    assert any("History" in name for name in files_with(tmp_path, "/sl/pravice/"))
    assert files_with(tmp_path, *texts) == set()
    assert files_with(tmp_path, TYPED) == files_with(tmp_path, f"{TYPED} carelessly")
    assert not [name for name in files_with(tmp_path, "/sl/pravice/") if "Cache" in name]
    assert [name for name in files_with(tmp_path, careless_url) if "Cache" in name]


def test_after_a_form_was_sent_the_phone_holds_nothing_of_it(
    live_doors: LiveDoors, browser: Browser, careless_url: str, tmp_path: Path
) -> None:
    """A browser keeps what was sent for a page, to be able to ask for it again."""
    with profile_open(browser, tmp_path) as context:
        page = context.new_page()
        page.goto(careless_url)
        page.locator("#sent").fill("sentcarelessly0815")
        page.get_by_role("button").click()
        page.wait_for_load_state()
        form = context.new_page()
        form.goto(live_doors.url("www", "/en/call-me/"))
        form.locator("[name=contact]").fill("sentwithcare4711")
        form.locator("button.send").click()
        # No phone number: the form comes back with her words in it.
        expect(form.locator(".wrong, [aria-invalid=true]").first).to_be_visible()
        expect(form.locator("[name=contact]")).to_have_value("sentwithcare4711")
        check = context.new_page()
        check.goto(live_doors.url("www", "/en/questions/"))
        choice = check.locator("button[name=situation]").first
        situation = choice.get_attribute("value")
        choice.click()
        expect(check.locator("h2.asked")).to_be_visible()

    assert files_with(tmp_path, "sentcarelessly0815")
    assert files_with(tmp_path, "/en/call-me/")
    assert files_with(tmp_path, "sentwithcare4711") == set()
    assert files_with(tmp_path, f"situation={situation}") == set()
