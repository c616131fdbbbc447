"""A long interview in a real browser: the page locks, and no character is lost.

Browser and server run on clocks that are moved together; the limits are the real ones.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import LiveDoors, running_doors

pytestmark = pytest.mark.browser

LOCKED = "Stran je zaklenjena"
IDLE_MINUTES = 15
NOTE_FIELD = "Nova opomba"


@dataclass
class MovedDoors:
    """A running installation whose clock moves together with the browser's."""

    doors: LiveDoors
    clock_file: Path
    shifted: float = 0.0
    seeds: dict[str, str] = field(default_factory=dict)

    @cached_property
    def people(self) -> dict[str, dict[str, str]]:
        return self.doors.people

    def move(self, context: BrowserContext, seconds: float) -> None:
        self.shifted += seconds
        self.clock_file.write_text(str(self.shifted))
        context.clock.fast_forward(int(seconds * 1000))

    def code(self, username: str) -> str:
        if username not in self.seeds:
            self.seeds[username] = self.doors.manage("code", username, "--seed").strip()
        now = f"@{int(time.time() + self.shifted)}"
        command = ["oathtool", "--totp", "--base32", f"--now={now}", self.seeds[username]]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603

    def pass_sign_in(self, page: Page, username: str = "sonja") -> None:
        page.get_by_label("Uporabniško ime").fill(username)
        page.get_by_label("Geslo").fill(self.people[username]["password"])
        page.get_by_role("button", name="Nadaljuj").click()
        page.get_by_label("Šestmestna koda").fill(self.code(username))
        page.get_by_role("button", name="Prijava").click()
        expect(page.get_by_label("Šestmestna koda")).to_have_count(0)


@pytest.fixture(scope="module")
def moved_doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MovedDoors]:
    folder = tmp_path_factory.mktemp("moved")
    clock_file = folder / "clock"
    clock_file.write_text("0")
    application = "tests.browser.moved_clock:application"
    with running_doors(folder / "var", application, CLOCK_FILE=str(clock_file)) as doors:
        yield MovedDoors(doors, clock_file)


@dataclass
class Interview:
    """A counsellor with a case open in front of her."""

    doors: MovedDoors
    context: BrowserContext
    page: Page

    @property
    def note(self) -> Locator:
        return self.page.get_by_label(NOTE_FIELD)

    def move(self, minutes: float) -> None:
        self.doors.move(self.context, minutes * 60)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def lock_comes_down(self, page: Page | None = None) -> None:
        page = page or self.page
        expect(page.get_by_role("heading", name=LOCKED)).to_be_visible()
        expect(page.locator("textarea, article, .code")).to_have_count(0)

    def sign_in_again(self) -> None:
        self.page.get_by_role("link", name="Prijavite se znova").click()
        self.doors.pass_sign_in(self.page)

    def is_saved(self, page: Page | None = None) -> None:
        status = (page or self.page).locator("[data-draft-text]")
        expect(status).to_contain_text("Osnutek shranjen ob")

    def saved_note(self) -> str:
        self.page.get_by_role("button", name="Shrani opombo").click()
        expect(self.page.get_by_text("Opomba je shranjena")).to_be_visible()
        return self.page.locator(".note-text").first.text_content() or ""


@pytest.fixture
def interview(moved_doors: MovedDoors, browser: Browser) -> Iterator[Interview]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="sl-SI")
    context.set_default_timeout(15_000)
    yield start_interview(moved_doors, context)
    context.close()


def start_interview(doors: MovedDoors, context: BrowserContext) -> Interview:
    # A code works once: the next interview begins a minute later.
    doors.shifted += 60
    doors.clock_file.write_text(str(doors.shifted))
    context.clock.install(time=time.time() + doors.shifted)
    page = context.new_page()
    page.goto(doors.doors.url("portal", "/cases/"))
    doors.pass_sign_in(page)
    page.get_by_role("button", name="Odpri nov primer").click()
    expect(page.get_by_label(NOTE_FIELD)).to_be_visible()
    page.get_by_label(NOTE_FIELD).click()
    return Interview(doors, context, page)


def test_what_is_typed_into_an_identity_comes_back_after_the_lock(interview: Interview) -> None:
    page = interview.page

    def open_identity() -> None:
        page.get_by_label("dopolnitev ali popravek").check()
        page.get_by_role("button", name="Odpri identiteto").click()

    page.get_by_role("link", name="Odpri identiteto").click()
    open_identity()
    page.get_by_text("Zapiši ali spremeni").click()
    page.get_by_label("Telefonske številke").fill("000 000 000")
    interview.is_saved()
    interview.move(IDLE_MINUTES + 1)
    interview.lock_comes_down()
    expect(page.locator("input:visible")).to_have_count(0)
    interview.sign_in_again()
    expect(page.get_by_text("ohranili kot osnutek")).to_be_visible()
    open_identity()
    expect(page.get_by_label("Telefonske številke")).to_have_value("000 000 000")
    # Enter saves; it does not discard the draft.
    page.get_by_label("Ime in priimek").press("Enter")
    expect(page.get_by_text("Identiteta je shranjena")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_button_to_save_stands_close_below_the_text_and_stays_there(
    interview: Interview, width: int
) -> None:
    page = interview.page
    page.set_viewport_size({"width": width, "height": 800})
    save = page.get_by_role("button", name="Shrani opombo")

    def gap() -> float:
        text, button = interview.note.bounding_box(), save.bounding_box()
        assert text
        assert button
        return button["y"] - text["y"] - text["height"]

    before = gap()
    assert 0 < before <= 24
    interview.type("words")
    interview.is_saved()
    assert gap() == before


def test_an_interview_of_ninety_minutes_with_long_pauses_loses_no_character(
    interview: Interview,
) -> None:
    typed = ""
    locks = 0
    for minute in range(90):
        words = f"{minute}. minuta, čšž „pogovor“. "
        interview.type(words)
        typed += words
        if minute % 15 < 14:
            interview.move(1)
            continue
        expect(interview.note).to_have_value(typed)
        interview.move(IDLE_MINUTES + 1)
        interview.lock_comes_down()
        assert "minuta" not in interview.page.content()
        locks += 1
        interview.sign_in_again()
        expect(interview.note).to_have_value(typed)
        # She goes on typing where she was.
        expect(interview.note).to_be_focused()
    assert locks == 6
    assert interview.saved_note() == typed
    expect(interview.note).to_have_value("")


def test_without_a_connection_the_text_stays_in_memory_until_it_can_be_saved(
    interview: Interview,
) -> None:
    interview.type("before the cable ")
    interview.is_saved()
    interview.context.set_offline(True)
    interview.type("and after it")
    interview.move(0.1)
    expect(interview.page.locator("[data-draft-text]")).to_contain_text("Ni shranjeno")
    interview.move(IDLE_MINUTES + 1)
    interview.lock_comes_down()
    expect(
        interview.page.get_by_text("Vaše zadnje besede še niso shranjene. Pustite")
    ).to_be_visible()
    assert "cable" not in interview.page.content()
    interview.context.set_offline(False)
    expect(interview.page.get_by_text("Kar ste napisali, je ohranjeno")).to_be_visible()
    interview.sign_in_again()
    expect(interview.note).to_have_value("before the cable and after it")


def test_who_goes_on_typing_without_a_connection_is_not_locked_out_while_she_types(
    interview: Interview,
) -> None:
    interview.context.set_offline(True)
    typed = ""
    for minute in range(IDLE_MINUTES * 4):
        interview.type(f"{minute} ")
        typed += f"{minute} "
        interview.move(0.5)
    expect(interview.note).to_have_value(typed)
    interview.context.set_offline(False)
    interview.lock_comes_down()
    interview.sign_in_again()
    expect(interview.note).to_have_value(typed)


def test_a_form_does_not_go_off_into_a_broken_line(interview: Interview) -> None:
    interview.context.set_offline(True)
    interview.type("not to be lost")
    interview.page.get_by_role("button", name="Shrani opombo").click()
    expect(interview.page.locator("[data-draft-text]")).to_contain_text("Ni shranjeno")
    expect(interview.note).to_have_value("not to be lost")
    interview.context.set_offline(False)
    interview.is_saved()
    assert interview.saved_note() == "not to be lost"


def test_a_minute_before_the_page_asks_and_staying_keeps_the_session(interview: Interview) -> None:
    question = interview.page.get_by_role("dialog", name="Ste še tu?")
    interview.move(IDLE_MINUTES - 2)
    expect(question).to_have_count(0)
    interview.move(1.5)
    interview.page.get_by_role("button", name="Še sem tu").click()
    expect(question).to_have_count(0)
    interview.move(IDLE_MINUTES - 2)
    interview.note.click()
    interview.type("still here")
    interview.is_saved()
    interview.move(IDLE_MINUTES - 2)
    assert interview.saved_note() == "still here"


def test_a_tab_does_not_lock_while_she_works_in_another(interview: Interview) -> None:
    other = interview.context.new_page()
    other.goto(interview.page.url)
    expect(other.get_by_label(NOTE_FIELD)).to_be_visible()
    for words in ("one ", "two "):
        interview.move(IDLE_MINUTES / 2 + 1)
        interview.type(words)
        interview.is_saved()
    interview.move(0.1)
    expect(other.get_by_label(NOTE_FIELD)).to_be_visible()
    expect(other.get_by_role("heading", name=LOCKED)).to_have_count(0)
    interview.move(IDLE_MINUTES + 1)
    interview.lock_comes_down()
    interview.lock_comes_down(other)
    interview.sign_in_again()
    other.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(other.get_by_label(NOTE_FIELD)).to_have_value("one two ")


def test_signing_in_again_in_another_tab_is_enough(interview: Interview) -> None:
    interview.type("one ")
    interview.is_saved()
    interview.move(1)
    other = interview.context.new_page()
    other.goto(interview.doors.doors.url("portal", "/sign-in/"))
    interview.doors.pass_sign_in(other)
    interview.page.bring_to_front()
    interview.type("two")
    interview.move(0.1)
    assert interview.saved_note() == "one two"


def test_two_tabs_and_a_crash_lose_nothing(interview: Interview) -> None:
    address = interview.page.url
    other = interview.context.new_page()
    other.goto(address)
    interview.page.bring_to_front()
    interview.type("in the first tab")
    interview.is_saved()
    other.get_by_label(NOTE_FIELD).fill("in the second tab")
    interview.is_saved(other)
    interview.page.close()
    other.close()
    interview.page = interview.context.new_page()
    interview.page.goto(address)
    expect(interview.note).to_have_value("in the first tab\n\nin the second tab")
    assert interview.saved_note() == "in the first tab\n\nin the second tab"
    expect(interview.note).to_have_value("")
    expect(interview.page.locator(".note-text")).to_have_count(1)


DRAFTS = "**/drafts/"


def test_a_text_is_not_saved_under_the_account_of_who_signed_in_meanwhile(
    interview: Interview,
) -> None:
    interview.type("hers alone ")
    interview.is_saved()
    interview.page.route(DRAFTS, lambda route: route.abort())
    interview.type("and this too!")
    other = interview.context.new_page()
    other.goto(interview.doors.doors.url("portal", "/sign-in/"))
    interview.doors.pass_sign_in(other, "mira")
    interview.page.unroute(DRAFTS)
    interview.page.bring_to_front()
    interview.move(0.5)
    interview.lock_comes_down()
    expect(interview.page.get_by_text("prijavil nekdo drug")).to_be_visible()

    interview.move(1)
    other.goto(interview.doors.doors.url("portal", "/sign-in/"))
    interview.doors.pass_sign_in(other)
    interview.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(interview.note).to_have_value("hers alone and this too!")
    assert interview.saved_note() == "hers alone and this too!"


def test_going_back_after_signing_out_shows_nothing_of_the_case(interview: Interview) -> None:
    interview.type("canary of a case")
    code = interview.page.locator("h1 .code").inner_text()
    assert interview.saved_note() == "canary of a case"
    interview.page.get_by_role("button", name="Odjava").click()
    expect(interview.page.get_by_label("Uporabniško ime")).to_be_visible()
    for _step in range(3):
        interview.page.go_back()
        expect(interview.page.get_by_label("Uporabniško ime")).to_be_visible()
        assert "canary of a case" not in interview.page.content()
        assert code not in interview.page.inner_text("body")


def test_a_session_that_was_ended_elsewhere_locks_the_page_and_gives_the_text_back(
    interview: Interview,
) -> None:
    interview.move(1)
    elsewhere = interview.context.browser.new_context(locale="sl-SI")  # type: ignore[union-attr]
    other = elsewhere.new_page()
    other.goto(interview.doors.doors.url("portal", "/sign-in/"))
    interview.doors.pass_sign_in(other)
    elsewhere.close()
    interview.type("typed too late")
    interview.move(0.1)
    interview.lock_comes_down()

    interview.move(1)
    with interview.context.expect_page() as opened:
        interview.page.get_by_role("link", name="Prijavite se znova").click()
    interview.doors.pass_sign_in(opened.value)
    interview.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(interview.note).to_have_value("typed too late")
    assert interview.saved_note() == "typed too late"


def test_a_draft_is_thrown_away_after_asking(interview: Interview) -> None:
    interview.type("not for the file")
    interview.is_saved()
    interview.page.get_by_role("button", name="Zavrzi osnutek").click()
    interview.page.get_by_role("link", name="Obdrži").click()
    expect(interview.note).to_have_value("not for the file")
    interview.page.get_by_role("button", name="Zavrzi osnutek").click()
    interview.page.get_by_role("button", name="Zavrzi", exact=True).click()
    expect(interview.page.get_by_text("Osnutek je zavržen")).to_be_visible()
    expect(interview.note).to_have_value("")
    expect(interview.page.locator(".note-text")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lock_and_question_fit_the_screen(
    moved_doors: MovedDoors, browser: Browser, width: int, scheme: str, tmp_path: Path
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 720},
        locale="sl-SI",
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    context.set_default_timeout(15_000)
    interview = start_interview(moved_doors, context)
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    interview.type("Prosila je za tečaj slovenščine.")
    interview.is_saved()
    moments = {
        "draft": (0.0, interview.note),
        "still-there": (IDLE_MINUTES - 0.5, interview.page.get_by_role("dialog")),
        "lock": (1.0, interview.page.get_by_role("heading", name=LOCKED)),
    }
    for name, (minutes, shown) in moments.items():
        interview.move(minutes)
        expect(shown).to_be_visible()
        interview.page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
        assert interview.page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
