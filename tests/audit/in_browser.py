"""What shows in a browser alone: faults that axe finds, what is asked for, what is left behind."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.audit.findings import Check, Finding
from tests.audit.visits import Act, Answer, Step, Visit
from tests.browser.chromium import CHROMIUM, FLAGS

# Headers and compressed bodies of all that a page asks for, until it is shown.
MOST_BYTES = 14_000
HEIGHT = 640
FORCED = "active"


@dataclass(frozen=True)
class View:
    name: str
    width: int
    color_scheme: str = "light"
    forced_colors: str = "none"


VIEWS = (
    View("320 px, light", 320),
    View("320 px, dark", 320, "dark"),
    View("1280 px, light", 1280),
    View("1280 px, dark", 1280, "dark"),
    # The last one, since it leaves its colours in the page.
    View("320 px, forced colours", 320, "dark", FORCED),
)

STORED = """async () => ({
    "local storage": localStorage.length, "session storage": sessionStorage.length,
    "databases": (await indexedDB.databases()).length, "caches": (await caches.keys()).length,
    "service workers": (await navigator.serviceWorker.getRegistrations()).length,
})"""
# What is folded away is text too.
UNFOLD = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"
# axe takes the colour of letters from their fill, which Chromium tells as it would be without the
# system's colours; what is painted is the colour.
PAINTED = """() => {
    for (const each of document.querySelectorAll("body *")) {
        each.style.setProperty("-webkit-text-fill-color", getComputedStyle(each).color);
    }
}"""
AXE = """async () => {
    const rules = { "target-size": { enabled: true } };
    const told = await axe.run(document, { rules, resultTypes: ["violations", "incomplete"] });
    const nodes = (rule) => rule.nodes.map((node) => node.target.join(" "));
    return {
        violations: told.violations.map((rule) => [rule.id, rule.help, nodes(rule)]),
        undecided: told.incomplete.map((rule) => [rule.id, rule.nodes.length]),
    };
}"""
# The way out has to be what a finger meets, wherever the page is scrolled to.
REACH = """() => {
    const faults = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push(`is ${root.scrollWidth} px wide`);
    for (const where of [0, root.scrollHeight]) {
        scrollTo(0, where);
        const exit = document.querySelector("#exit");
        if (!exit) return [...faults, "no way out"];
        const box = exit.getBoundingClientRect();
        const met = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        if (!exit.contains(met)) faults.push("the way out is covered or out of sight");
        if (box.height < 44) faults.push("the way out is too small for a finger");
    }
    scrollTo(0, 0);
    return [...new Set(faults)];
}"""


@dataclass
class Look:
    """What a browser saw of one visit."""

    visit: Visit
    answer: Answer | None = None
    byte_count: int = 0
    findings: list[Finding] = field(default_factory=list)
    undecided: Counter[str] = field(default_factory=Counter)

    def found(self, check: Check, what: str) -> None:
        self.findings.append(Finding(self.visit.label, check, what))


class Onlooker:
    """A browser that follows visits of one origin and notes what it sees."""

    def __init__(self, browser: Browser, origin: str, axe: Path | None) -> None:
        self.origin = origin
        self.axe = axe.read_text(encoding="utf-8") if axe else ""
        # Under the pages' own policy: what the browser runs for us is not subject to it.
        self.context: BrowserContext = browser.new_context(reduced_motion="reduce", locale="sl-SI")

    def look(self, visit: Visit) -> Look:
        look = Look(visit)
        page = self.context.new_page()
        try:
            self._follow(page, look)
            for view in VIEWS:
                self._view(page, view, look)
            self._traces(page, look)
        except PlaywrightError as error:
            look.found(Check.REACH, f"cannot be looked at: {error.message.splitlines()[0]}")
        finally:
            page.close()
        return look

    def _follow(self, page: Page, look: Look) -> None:
        sizes: list[float] = []
        line = self.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
        page.on("request", lambda request: self._note_request(request.url, look))
        page.on("console", lambda message: self._note_console(message.text, message.type, look))
        page.on("pageerror", lambda error: look.found(Check.TRACES, f"script fails: {error}"))
        page.set_viewport_size({"width": VIEWS[0].width, "height": HEIGHT})
        response = page.goto(f"{self.origin}{look.visit.path}", wait_until="load")
        for step in look.visit.steps:
            if step.act is Act.PRESS:
                sizes.clear()
            response = _take(page, step) or response
        assert response is not None
        look.answer = _answer(look.visit, response)
        look.byte_count = round(sum(sizes))
        if look.byte_count > MOST_BYTES:
            look.found(Check.BYTES, f"more than {MOST_BYTES} bytes")

    def _note_request(self, address: str, look: Look) -> None:
        if not address.startswith((f"{self.origin}/", "data:")):
            look.found(Check.TRACES, f"asks elsewhere: {address}")

    def _note_console(self, text: str, kind: str, look: Look) -> None:
        # A page that answers with an error on purpose is reported as one.
        if look.visit.status == 200 or "status of" not in text:
            look.found(Check.TRACES, f"console, {kind}: {text}")

    def _view(self, page: Page, view: View, look: Look) -> None:
        page.set_viewport_size({"width": view.width, "height": HEIGHT})
        media: Any = {"color_scheme": view.color_scheme, "forced_colors": view.forced_colors}
        page.emulate_media(reduced_motion="reduce", **media)
        page.evaluate(UNFOLD)
        if view.forced_colors == FORCED:
            page.evaluate(PAINTED)
        for fault in page.evaluate(REACH):
            look.found(Check.REACH, f"{fault} ({view.name})")
        if self.axe:
            self._axe(page, view, look)

    def _axe(self, page: Page, view: View, look: Look) -> None:
        page.evaluate(f"() => {{ if (!window.axe) {{ {self.axe} }} }}")
        told = page.evaluate(AXE)
        for rule, help_text, nodes in told["violations"]:
            what = f"{rule}: {help_text}: {', '.join(nodes[:3])} ({view.name})"
            look.found(Check.AXE, what)
        look.undecided.update(dict(told["undecided"]))

    def _traces(self, page: Page, look: Look) -> None:
        for name, count in page.evaluate(STORED).items():
            if count:
                look.found(Check.TRACES, f"leaves {count} in {name}")
        for cookie in self.context.cookies():
            look.found(Check.TRACES, f"sets a cookie: {cookie['name']}")
        self.context.clear_cookies()


def _take(page: Page, step: Step) -> Response | None:
    target = page.locator(step.selector)
    match step.act:
        case Act.FILL:
            target.fill(step.text)
        case Act.CHECK:
            target.check()
        case Act.PRESS:
            with page.expect_navigation() as navigation:
                target.click()
            return navigation.value
    return None


def _answer(visit: Visit, response: Response) -> Answer:
    headers = tuple((each["name"], each["value"]) for each in response.headers_array())
    return Answer(visit, response.status, headers, response.text())


@contextmanager
def onlooker(origin: str, axe: Path | None) -> Iterator[Onlooker]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Onlooker(browser, origin, axe)
        browser.close()
