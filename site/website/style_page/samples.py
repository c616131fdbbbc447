"""What the style page shows with the real templates: no database, no number of anybody."""

import datetime
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from helpline.enums import (
    CallBackChannel,
    EmergencyService,
    PhoneLineKind,
    Pretext,
    Weekday,
    WhoAnswers,
)
from helpline.models import PhoneLine
from helpline.schedule import CLOCK, OpeningState, Schedule, Span
from helpline.selectors import HelplineContact
from helpline.selectors.contact import WeekdayHours
from website.call_backs.forms import CallBackForm
from website.form_guard import form_token_new
from website.languages import Language
from website.printed_matter.enums import SheetKind, SheetVersion
from website.printed_matter.sheets import PrintedSheet, SheetName
from website.selectors import Frame, LanguageLink, PageLink
from website.self_check import Question, SelfCheck, Stage

TABLE = Path(__file__).with_name("samples.toml")
ICONS = Path(__file__).parents[1] / "templates" / "website" / "icons"
ADDRESS = "/style/"
# Nobody's: only zeros behind the code of free numbers.
NUMBER = "+38680000000"
NOON = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=CLOCK)
EVENING = NOON.replace(hour=20)
TOMORROW = NOON.replace(day=24, hour=8)
DAY = Span(datetime.time(8), datetime.time(20))
WEEK = {day.value: (DAY,) for day in Weekday if day < Weekday.SATURDAY}


@dataclass(frozen=True)
class Sample:
    """A language with its sentences, as far as the components need any."""

    language: Language
    texts: dict[str, Any]

    @property
    def is_reviewed(self) -> bool:
        return bool(self.texts["reviewed"])


@dataclass(frozen=True)
class SampleFrame(Frame):
    """The frame of a sample. Nothing of it leads out of the style page."""

    @property
    def print_path(self) -> str:
        return ""


@dataclass(frozen=True)
class HeroState:
    """A state of the first view, and the frame that brings it about."""

    name: str
    frame: SampleFrame


@cache
def samples() -> dict[str, Sample]:
    tables = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {code: Sample(_language(code, texts), texts) for code, texts in tables.items()}


def icon_names() -> list[str]:
    return sorted(path.stem for path in ICONS.glob("*.svg"))


def drawing(name: str) -> SafeString:
    """The drawing itself: a file of the project, hence no danger in it."""
    return mark_safe((ICONS / f"{name}.svg").read_text(encoding="utf-8"))  # noqa: S308


def sample_frame(sample: Sample, contact: HelplineContact | None) -> SampleFrame:
    return SampleFrame(
        language=sample.language,
        languages=tuple(
            LanguageLink(other.language, _path(code), is_current=other is sample)
            for code, other in samples().items()
        ),
        exit_url=ADDRESS,
        contact=contact,
        home_path=ADDRESS,
        call_back_path=ADDRESS,
        pages=tuple(
            PageLink(title, description, ADDRESS, icon)
            for icon, title, description in sample.texts["pages"]
        ),
    )


def hero_states(sample: Sample) -> list[HeroState]:
    """Every state but "open", in which the head of the sample is."""
    return [
        HeroState(name, sample_frame(sample, contact))
        for name, contact in (
            ("closed", sample_contact(is_open=False)),
            ("open day and night", sample_contact(changes=False)),
            ("number set, hours missing", sample_contact(has_hours=False)),
            ("number missing", sample_contact(has_number=False)),
            ("no database, nothing shown before", None),
        )
    ]


def sample_contact(
    *,
    has_number: bool = True,
    has_hours: bool = True,
    is_open: bool = True,
    changes: bool = True,
) -> HelplineContact:
    own = PhoneLine(kind=PhoneLineKind.OWN, number=NUMBER)
    state = OpeningState(is_open, (EVENING if is_open else TOMORROW) if changes else None)
    return HelplineContact(
        own=own if has_number else None,
        emergency=_emergency_lines(),
        week=_week() if has_hours else (),
        exceptions=(),
        state=state if has_number and has_hours else None,
        now=NOON,
        schedule=Schedule(WEEK),
    )


def sample_questions(sample: Sample) -> SelfCheck:
    """The questions of a self-check, sent without an answer."""
    questions = tuple(
        Question(f"q{number}", text)
        for number, text in enumerate(sample.texts["questions"], start=1)
    )
    situation = {"id": "", "value": {"heading": sample.texts["questions_heading"]}}
    return SelfCheck(Stage.QUESTIONS, situation, questions, is_unanswered=True)


def sample_form() -> CallBackForm:
    """The form of a call-back, sent with three mistakes in it."""
    form = CallBackForm(
        {
            "token": form_token_new(CallBackForm.form_name),
            "channel": CallBackChannel.SMS,
            "contact": "080",
            "safe_times": "",
            "not_after_day": "2020-01-31",
            "who_answers": WhoAnswers.HANG_UP,
            "pretext": Pretext.SHOP,
            "language": "sl",
        }
    )
    form.full_clean()
    return form


def sample_sheet(sample: Sample) -> PrintedSheet:
    contact = sample_contact()
    assert contact.own is not None  # noqa: S101 - it was just made
    return PrintedSheet(
        name=SheetName(SheetKind.CARD, SheetVersion.PLAIN),
        language=sample.language,
        own=contact.own,
        emergency=contact.emergency,
        address=f"https://www.example.org{_path(sample.language.code)}",
    )


def _language(code: str, texts: dict[str, Any]) -> Language:
    return Language(
        code, (texts["endonym"],), texts["script"], texts["direction"], (), texts["word"]
    )


def _path(code: str) -> str:
    return f"{ADDRESS}{code}/light/"


def _week() -> tuple[WeekdayHours, ...]:
    return tuple(WeekdayHours(day, WEEK.get(day.value, ())) for day in Weekday)


def _emergency_lines() -> tuple[PhoneLine, ...]:
    return (
        PhoneLine(
            kind=PhoneLineKind.EMERGENCY,
            service=EmergencyService.AMBULANCE_FIRE_RESCUE,
            number="112",
        ),
        PhoneLine(kind=PhoneLineKind.EMERGENCY, service=EmergencyService.POLICE, number="113"),
    )
