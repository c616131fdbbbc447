"""The schedule against an oracle of its own kind, for every five minutes of 2026 to 2031.

The oracle asks the wall clock of each moment (tzdata) and a list of days (holidays of Slovenia);
it does no arithmetic on moments, and knows nothing of the schedule's own code.
"""

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import holidays
import pytest
from dateutil.easter import easter
from hypothesis import given, settings
from hypothesis import strategies as st

from helpline.schedule import Schedule, Span, is_public_holiday, opening_state

SLOVENIA, UTC = ZoneInfo("Europe/Ljubljana"), datetime.UTC
YEARS = range(2026, 2032)
START = datetime.datetime(YEARS[0], 1, 1, tzinfo=UTC)
END = datetime.datetime(YEARS[-1] + 1, 1, 1, tzinfo=UTC)
STEP = datetime.timedelta(minutes=5)
FREE_DAYS = set(holidays.country_holidays("SI", years=[*YEARS, YEARS[-1] + 1]))

# Minutes of the day, by weekday; 1440 is its end. Sunday's night runs into Monday.
WEEK = {
    0: [(0, 120), (540, 780), (960, 1440)],
    1: [(540, 780)],
    2: [],
    3: [(545, 1195)],
    4: [(480, 720), (720, 1080)],
    6: [(1320, 1440)],
}
EXCEPTIONS = {
    datetime.date(2026, 12, 25): [(600, 720)],
    datetime.date(2027, 3, 28): [(60, 240)],
    datetime.date(2027, 10, 31): [(60, 240)],
    datetime.date(2028, 2, 29): [],
    datetime.date(2029, 5, 1): [(0, 1440)],
    datetime.date(2030, 6, 3): [(1, 2)],
}


def clock(minute: int) -> datetime.time:
    return datetime.time(minute // 60 % 24, minute % 60)


def spans(minutes: list[tuple[int, int]]) -> list[Span]:
    return [Span(clock(opens), clock(closes)) for opens, closes in minutes]


SCHEDULE = Schedule(
    {day: spans(minutes) for day, minutes in WEEK.items()},
    {day: spans(minutes) for day, minutes in EXCEPTIONS.items()},
    closed_on_public_holidays=True,
)


def oracle(moment: datetime.datetime) -> bool:
    wall = moment.astimezone(SLOVENIA)
    day, minute = wall.date(), wall.hour * 60 + wall.minute
    if day in EXCEPTIONS:
        hours = EXCEPTIONS[day]
    elif day in FREE_DAYS:
        hours = []
    else:
        hours = WEEK.get(day.weekday(), [])
    return any(opens <= minute < closes for opens, closes in hours)


def stretches() -> Iterator[tuple[datetime.datetime, datetime.datetime, bool]]:
    """From change to change, as the schedule itself says when the next one comes."""
    moment = START
    while moment < END:
        state = opening_state(SCHEDULE, moment)
        assert state.changes_at is not None
        assert state.changes_at > moment
        yield moment, min(state.changes_at, END), state.is_open
        moment = state.changes_at.astimezone(UTC)


def test_open_and_closed_are_right_at_every_five_minutes_of_six_years() -> None:
    moment, checked, wrong, seen = START, 0, [], set()
    for _begins, ends, is_open in stretches():
        while moment < ends:
            if oracle(moment) is not is_open:
                wrong.append(moment)
            moment += STEP
            checked += 1
        seen.add(is_open)
    assert wrong == []
    assert checked == (END - START) // STEP
    assert seen == {True, False}


def test_every_change_comes_to_the_minute() -> None:
    changes = 0
    for begins, _ends, is_open in stretches():
        assert oracle(begins) is is_open
        if begins != START:
            assert oracle(begins - datetime.timedelta(seconds=1)) is not is_open
            changes += 1
    assert changes > 6 * 365


@settings(max_examples=300, deadline=None)
@given(st.datetimes(START.replace(tzinfo=None), END.replace(tzinfo=None)))
def test_what_is_said_at_any_moment_fits_the_moment_and_the_change(
    naive: datetime.datetime,
) -> None:
    moment = naive.replace(tzinfo=UTC)
    state = opening_state(SCHEDULE, moment)
    assert state.is_open is oracle(moment)
    assert state.changes_at is not None
    assert oracle(state.changes_at) is not state.is_open
    assert oracle(state.changes_at - datetime.timedelta(seconds=1)) is state.is_open


def hard_days() -> list[datetime.date]:
    """Both changes of the clock, the holidays, the exceptions, and the day after each."""
    days = {day for day in FREE_DAYS if day.year in YEARS} | set(EXCEPTIONS)
    for year in YEARS:
        for month in (3, 10):
            last = datetime.date(year, month, 31)
            days.add(last - datetime.timedelta(days=(last.weekday() + 1) % 7))
    return sorted(days | {day + datetime.timedelta(days=1) for day in days})


def test_every_five_minutes_of_the_hard_days_are_asked_one_by_one() -> None:
    days = hard_days()
    assert len(days) > 6 * 15
    wrong = []
    for day in days[::3]:
        moment = datetime.datetime.combine(day, datetime.time(0), tzinfo=SLOVENIA).astimezone(UTC)
        for _number in range(25 * 12):
            if opening_state(SCHEDULE, moment).is_open is not oracle(moment):
                wrong.append(moment)
            moment += STEP
    assert wrong == []


def test_the_clock_really_changes_in_these_years() -> None:
    for year in YEARS:
        offsets = {
            datetime.datetime(year, month, 1, tzinfo=SLOVENIA).utcoffset() for month in (1, 7)
        }
        assert offsets == {datetime.timedelta(hours=1), datetime.timedelta(hours=2)}


# Work-free days: Public Holidays and Work-Free Days in the Republic of Slovenia Act (ZPDPD),
# articles 1 and 2.
FIXED = [(1, 1), (1, 2), (2, 8), (4, 27), (5, 1), (5, 2), (6, 25), (8, 15), (10, 31), (11, 1),
         (12, 25), (12, 26)]  # fmt: skip


@pytest.mark.parametrize("year", YEARS)
def test_the_work_free_days_of_the_law_are_all_known(year: int) -> None:
    days = {datetime.date(year, month, day) for month, day in FIXED}
    days.add(easter(year) + datetime.timedelta(days=1))
    assert all(is_public_holiday(day) for day in days)
    sundays_of_feasts = {easter(year), easter(year) + datetime.timedelta(days=49)}
    known = {day for day in FREE_DAYS if day.year == year}
    assert known - days <= sundays_of_feasts
