"""What the audit finds with a browser, and with axe, the Nu checker and Lighthouse."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.audit.crawl import Crawl
from tests.audit.findings import Check
from tests.audit.in_browser import MOST_BYTES, Look, Onlooker
from tests.audit.lighthouse import lighthouse_findings
from tests.audit.nu import nu_findings
from tests.audit.small_site import ELSEWHERE, Served, served, sound_page
from tests.audit.tools import Tools
from tests.audit.visits import PRESS, Answer, Visit
from tests.browser.chromium import CHROMIUM, FLAGS

# Each with what the audit says of it; what is in one page can be seen together.
LEFT_BEHIND = {
    "asks elsewhere": f'<img src="{ELSEWHERE}/slika.png" alt="">',
    "sets a cookie: id": "<script>document.cookie = 'id=1'</script>",
    "leaves 1 in local storage": "<script>localStorage.setItem('a', 'b')</script>",
    "leaves 2 in session storage": "<script>sessionStorage.a = sessionStorage.b = '1'</script>",
    "script fails": "<script>throw new Error('ne gre')</script>",
}
OUT_OF_SHAPE = {
    "the way out is covered": '<p style="position: fixed; inset: 0; z-index: 9">Obvestilo</p>',
    "the way out is too small": "<style>#exit { min-height: 0 !important; }</style>",
    "px wide": '<p style="inline-size: 400px">Široko</p>',
    f"more than {MOST_BYTES} bytes": f"<!-- {'x' * MOST_BYTES} -->",
}
# Bytes of the small server's headers.
HEADERS = range(80, 250)
NO_EXIT = {"no way out": "<script>document.querySelector('#exit').remove()</script>"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def look(browser: Browser, page: str, tools: Tools | None = None, *steps: object) -> Look:
    with served({"/sl/": Served(page)}) as origin:
        eyes = Onlooker(browser, origin, tools.axe if tools else None)
        try:
            return eyes.look(Visit("/sl/", then="sent" if steps else "", steps=steps))
        finally:
            eyes.context.close()


def headers_of(seen: Look) -> int:
    """Bytes of what came over the line that are no text of the page."""
    return seen.byte_count - len(seen.answer.source.encode())


@pytest.mark.browser
def test_a_sound_page_shows_nothing_in_the_browser(browser: Browser) -> None:
    seen = look(browser, sound_page())
    assert seen.findings == []
    assert headers_of(seen) in HEADERS


@pytest.mark.browser
@pytest.mark.parametrize("faults", [LEFT_BEHIND, OUT_OF_SHAPE, NO_EXIT])
def test_faults_that_show_in_the_browser_are_found(
    browser: Browser, faults: dict[str, str]
) -> None:
    seen = look(browser, sound_page("".join(faults.values())))
    said = "\n".join(finding.what for finding in seen.findings)
    assert [what for what in faults if what not in said] == []


@pytest.mark.browser
def test_what_a_form_answers_is_looked_at_instead_of_the_form(browser: Browser) -> None:
    form = "<form method='post'><button>Pošlji</button></form>"
    seen = look(browser, sound_page(form), None, PRESS)
    assert seen.answer.source == sound_page(form)
    assert headers_of(seen) in HEADERS


@pytest.mark.browser
def test_a_page_that_cannot_be_opened_is_a_finding_and_does_not_end_the_audit(
    browser: Browser,
) -> None:
    eyes = Onlooker(browser, ELSEWHERE, None)
    [finding] = eyes.look(Visit("/sl/")).findings
    eyes.context.close()
    assert finding.what.startswith("cannot be looked at: ")


@pytest.mark.audit_tools
def test_axe_finds_too_little_contrast_in_the_one_view_that_has_it(browser: Browser) -> None:
    assert look(browser, sound_page(), Tools()).findings == []
    pale = "@media (prefers-color-scheme: dark) { p { color: #999; } }"
    seen = look(browser, sound_page(head=f"<style>{pale}</style>"), Tools())
    assert [finding.check for finding in seen.findings] == [Check.AXE] * 2
    assert all("color-contrast" in finding.what for finding in seen.findings)
    assert {finding.what[-14:] for finding in seen.findings} == {"(320 px, dark)", "1280 px, dark)"}


@pytest.mark.audit_tools
def test_axe_looks_into_what_is_folded_away(browser: Browser) -> None:
    folded = "<details><summary>Več</summary><p><a href='/'></a></p></details>"
    seen = look(browser, sound_page(folded), Tools())
    assert any("link-name" in finding.what for finding in seen.findings)


def answers_of(pages: dict[str, str]) -> list[Answer]:
    with served({path: Served(body) for path, body in pages.items()}) as origin:
        crawl = Crawl(origin)
        crawl.follow(Visit(path) for path in pages)
        return list(crawl.answers.values())


@pytest.mark.audit_tools
def test_the_nu_checker_finds_broken_html_on_the_page_that_has_it() -> None:
    answers = answers_of({"/sl/": sound_page(), "/sl/narobe/": sound_page("<p><span></p>")})
    findings = nu_findings(answers, Tools())
    assert findings
    assert {finding.page for finding in findings} == {"/sl/narobe/"}


@pytest.mark.audit_tools
def test_lighthouse_finds_a_page_without_description() -> None:
    bare = sound_page().replace('<meta name="description" content="Stran.">', "")
    with served({"/sl/": Served(bare)}) as origin:
        crawl = Crawl(origin)
        crawl.follow([Visit("/sl/")])
        done: list[str] = []
        findings = lighthouse_findings(crawl.answers.values(), origin, Tools(), done.append)
    assert done == ["Lighthouse 1/1: /sl/"]
    # How fast the page is hangs on what else the machine does meanwhile.
    [said] = [finding.what for finding in findings if "performance" not in finding.what]
    assert re.fullmatch(r"seo \d\d: meta-description", said)
