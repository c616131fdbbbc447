"""Languages of the line: three ways × open and closed, and never a promise that does not hold."""

import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from helpline.enums import LanguageService, PhoneLineKind, Weekday
from helpline.models import LanguageHours, LineLanguage, OpeningHours, PhoneLine
from helpline.schedule import Schedule, Span
from helpline.selectors import LanguageOffer, helpline_contact, language_offers
from helpline.services import phone_lines_load

pytestmark = pytest.mark.django_db
# A Monday; Slovenia is one hour ahead of UTC. The line answers from 9 to 20.
OPEN = datetime.datetime(2026, 11, 23, 11, 0, tzinfo=datetime.UTC)
CLOSED = datetime.datetime(2026, 11, 23, 21, 0, tzinfo=datetime.UTC)
NINE = datetime.time(9)


@pytest.fixture
def line() -> PhoneLine:
    phone_lines_load()
    for weekday in (Weekday.MONDAY, Weekday.TUESDAY):
        OpeningHours.objects.create(weekday=weekday, opens=NINE, closes=datetime.time(20))
    PhoneLine.objects.filter(kind=PhoneLineKind.OWN).update(number="+38680123456")
    return PhoneLine.objects.get(kind=PhoneLineKind.OWN)


def language(service: LanguageService, **fields: Any) -> LineLanguage:
    return LineLanguage.objects.create(language="en", service=service, **fields)


def offered(at: datetime.datetime) -> LanguageOffer | None:
    with time_machine.travel(at, tick=False):
        return next(iter(language_offers(helpline_contact())), None)


def when(offer: LanguageOffer) -> str:
    return f"{offer.changes_at:%d %H:%M}" if offer.changes_at else ""


MATRIX = [
    (LanguageService.SPOKEN, OPEN, True, "23 20:00"),
    (LanguageService.SPOKEN, CLOSED, False, "24 09:00"),
    (LanguageService.INTERPRETER, OPEN, True, "23 20:00"),
    (LanguageService.INTERPRETER, CLOSED, False, "24 09:00"),
    (LanguageService.WRITTEN, OPEN, True, ""),
    (LanguageService.WRITTEN, CLOSED, True, ""),
]


@pytest.mark.parametrize(("service", "at", "is_now", "changes"), MATRIX)
def test_what_is_offered_follows_the_line(
    line: PhoneLine,
    service: LanguageService,
    at: datetime.datetime,
    is_now: bool,
    changes: str,
) -> None:
    minutes = 10 if service == LanguageService.INTERPRETER else None
    language(service, wait_minutes=minutes)
    offer = offered(at)
    assert offer is not None
    assert (offer.service, offer.is_now, when(offer)) == (service, is_now, changes)
    assert offer.wait_minutes == minutes
    assert offer.name == "English"


def test_a_language_is_spoken_only_in_its_own_hours(line: PhoneLine) -> None:
    record = language(LanguageService.SPOKEN)
    LanguageHours.objects.create(
        line_language=record,
        weekday=Weekday.MONDAY,
        opens=datetime.time(14),
        closes=datetime.time(0),
    )
    before, inside = offered(OPEN), offered(OPEN + datetime.timedelta(hours=4))
    assert before is not None
    assert inside is not None
    assert (before.is_now, when(before)) == (False, "23 14:00")
    # The language's hours run to midnight, the line's do not.
    assert (inside.is_now, when(inside)) == (True, "23 20:00")
    after = offered(CLOSED)
    assert after is not None
    assert (after.is_now, when(after)) == (False, "30 14:00")


@pytest.mark.parametrize("service", [LanguageService.SPOKEN, LanguageService.INTERPRETER])
def test_nothing_on_the_phone_is_promised_without_a_number_or_hours(
    line: PhoneLine, service: LanguageService
) -> None:
    language(service, wait_minutes=10)
    assert offered(OPEN) is not None
    PhoneLine.objects.filter(pk=line.pk).update(number="")
    assert offered(OPEN) is None
    PhoneLine.objects.filter(pk=line.pk).update(number="+38680123456")
    OpeningHours.objects.all().delete()
    assert offered(OPEN) is None


def test_writing_is_promised_without_a_number_too() -> None:
    phone_lines_load()
    language(LanguageService.WRITTEN)
    assert offered(OPEN) is not None


def test_hours_in_which_the_line_never_answers_are_no_offer(line: PhoneLine) -> None:
    record = language(LanguageService.SPOKEN)
    hours = LanguageHours.objects.create(
        line_language=record, weekday=Weekday.MONDAY, opens=NINE, closes=datetime.time(20)
    )
    assert offered(OPEN) is not None
    hours.weekday = Weekday.SUNDAY
    hours.save()
    assert offered(OPEN) is None


def test_a_language_without_a_record_is_promised_nothing(line: PhoneLine) -> None:
    assert offered(OPEN) is None


def test_an_interpreter_needs_a_waiting_time() -> None:
    LineLanguage(language="en", service=LanguageService.INTERPRETER, wait_minutes=10).full_clean()
    with pytest.raises(ValidationError) as refused:
        LineLanguage(language="en", service=LanguageService.INTERPRETER).full_clean()
    assert set(refused.value.message_dict) == {"wait_minutes"}
    with pytest.raises(IntegrityError), transaction.atomic():
        language(LanguageService.INTERPRETER)


def test_there_is_one_record_a_language() -> None:
    language(LanguageService.WRITTEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        language(LanguageService.SPOKEN)


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ((9, 12), (10, 14), (10, 12)),
        ((9, 0), (10, 14), (10, 14)),
        ((9, 0), (20, 0), (20, 0)),
        ((0, 0), (0, 0), (0, 0)),
        ((9, 12), (12, 14), None),
        ((9, 12), (13, 0), None),
    ],
)
def test_common_time_of_two_spans(
    one: tuple[int, int], other: tuple[int, int], common: tuple[int, int] | None
) -> None:
    def span(hours: tuple[int, int]) -> Span:
        return Span(datetime.time(hours[0]), datetime.time(hours[1]))

    expected = span(common) if common else None
    assert span(one).common_with(span(other)) == span(other).common_with(span(one)) == expected


def test_an_exception_of_the_line_holds_for_its_languages() -> None:
    day = datetime.date(2026, 11, 23)
    all_day = [Span(datetime.time(0), datetime.time(0))]
    week = dict.fromkeys(range(7), all_day)
    assert Schedule(week).only_within(week).spans_on(day) == all_day
    assert Schedule(week, {day: []}).only_within(week).spans_on(day) == []
