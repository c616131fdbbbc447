import datetime
from zoneinfo import ZoneInfo

import pytest

from helpline.schedule import Schedule, Span, is_public_holiday, opening_state

SLOVENIA = ZoneInfo("Europe/Ljubljana")
STEP = datetime.timedelta(minutes=5)
NIGHT_AND_DAY = Schedule({day: [Span(datetime.time(0), datetime.time(0))] for day in range(7)})
WORKDAYS = Schedule(
    {
        day: [
            Span(datetime.time(9), datetime.time(13)),
            Span(datetime.time(16), datetime.time(0)),
        ]
        for day in range(5)
    },
    closed_on_public_holidays=True,
)


def local(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=SLOVENIA)


def oracle(schedule: Schedule, moment: datetime.datetime) -> bool:
    """Told by the wall clock alone, without any arithmetic on moments."""
    wall = moment.astimezone(SLOVENIA)
    clock = wall.time()
    return any(
        span.opens <= clock and (clock < span.closes or span.closes == datetime.time(0))
        for span in schedule.spans_on(wall.date())
    )


@pytest.mark.parametrize(
    "start",
    [
        local(2026, 3, 27), local(2026, 10, 23), local(2027, 3, 26), local(2027, 10, 29),
        local(2026, 12, 23), local(2027, 4, 30),
    ],
)  # fmt: skip
def test_state_is_right_at_every_step_of_a_difficult_week(start: datetime.datetime) -> None:
    moment = start.astimezone(datetime.UTC)
    seen = set()
    for _ in range(5 * 24 * 12):
        state = opening_state(WORKDAYS, moment)
        assert state.is_open == oracle(WORKDAYS, moment)
        assert state.changes_at is not None
        assert state.changes_at > moment
        seen.add(state.is_open)
        moment += STEP
    assert seen == {True, False}


def test_state_changes_exactly_when_it_says() -> None:
    moment = local(2026, 10, 23, 8, 59)
    for _ in range(12):
        state = opening_state(WORKDAYS, moment)
        assert state.changes_at is not None
        before = opening_state(WORKDAYS, state.changes_at - datetime.timedelta(seconds=1))
        assert before.is_open == state.is_open
        moment = state.changes_at
        assert opening_state(WORKDAYS, moment).is_open != state.is_open


def test_line_that_is_always_answered_never_changes() -> None:
    for moment in (local(2026, 3, 29, 2, 30), local(2026, 10, 25, 2, 30), local(2026, 1, 1)):
        state = opening_state(NIGHT_AND_DAY, moment)
        assert state.is_open
        assert state.changes_at is None


def test_hours_across_midnight_are_one_stretch() -> None:
    schedule = Schedule(
        {
            0: [Span(datetime.time(20), datetime.time(0))],
            1: [Span(datetime.time(0), datetime.time(4))],
        }
    )
    state = opening_state(schedule, local(2026, 11, 23, 23, 0))
    assert state.is_open
    assert state.changes_at == local(2026, 11, 24, 4, 0)
    assert opening_state(schedule, local(2026, 11, 24, 1, 0)).changes_at == state.changes_at


def test_public_holiday_closes_only_when_the_rule_is_set() -> None:
    noon = local(2026, 12, 25, 10, 0)
    assert is_public_holiday(noon.date())
    assert not opening_state(WORKDAYS, noon).is_open
    assert opening_state(Schedule(WORKDAYS.week), noon).is_open


def test_exception_wins_over_a_holiday_and_a_weekday() -> None:
    christmas, monday = datetime.date(2026, 12, 25), datetime.date(2026, 11, 23)
    schedule = Schedule(
        WORKDAYS.week,
        {christmas: [Span(datetime.time(10), datetime.time(12))], monday: []},
        closed_on_public_holidays=True,
    )
    assert opening_state(schedule, local(2026, 12, 25, 11, 0)).is_open
    assert opening_state(WORKDAYS, local(2026, 11, 23, 10, 0)).is_open
    assert not opening_state(schedule, local(2026, 11, 23, 10, 0)).is_open


def test_line_without_hours_is_closed_and_promises_nothing() -> None:
    state = opening_state(Schedule({}), local(2026, 11, 23, 10, 0))
    assert not state.is_open
    assert state.changes_at is None


def test_end_of_the_day_is_shown_as_24() -> None:
    assert Span(datetime.time(16), datetime.time(0)).closes_shown == "24:00"
    assert Span(datetime.time(9), datetime.time(13)).closes_shown == "13:00"
