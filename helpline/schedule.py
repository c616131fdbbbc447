"""When the line is answered, on the clock of Slovenia. Pure: no database, no request."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

CLOCK = ZoneInfo("Europe/Ljubljana")
MIDNIGHT = datetime.time(0, 0)
# How far ahead the next opening is looked for; a line closed for longer shows no time.
HORIZON_DAYS = 31


@dataclass(frozen=True)
class Span:
    """From and to on one day; 00:00 as the end is the end of that day."""

    opens: datetime.time
    closes: datetime.time

    @property
    def runs_to_midnight(self) -> bool:
        return self.closes == MIDNIGHT

    def common_with(self, other: "Span") -> "Span | None":
        """The time that both have, or None."""
        opens = max(self.opens, other.opens)
        if self.runs_to_midnight or other.runs_to_midnight:
            closes = max(self.closes, other.closes)
        else:
            closes = min(self.closes, other.closes)
        return Span(opens, closes) if closes == MIDNIGHT or opens < closes else None

    @property
    def closes_shown(self) -> str:
        return "24:00" if self.closes == MIDNIGHT else f"{self.closes:%H:%M}"

    @property
    def opens_shown(self) -> str:
        return f"{self.opens:%H:%M}"


@dataclass(frozen=True)
class OpeningState:
    """Whether the line is answered now, and when that changes (None: not within the horizon)."""

    is_open: bool
    changes_at: datetime.datetime | None


@dataclass(frozen=True)
class Schedule:
    """Hours by weekday (0 is Monday), exceptions by date, and whether holidays are closed.

    `within`: nothing outside of these hours of the week counts.
    """

    week: Mapping[int, Sequence[Span]]
    exceptions: Mapping[datetime.date, Sequence[Span]] = field(default_factory=dict)
    closed_on_public_holidays: bool = False
    within: Mapping[int, Sequence[Span]] | None = None

    def only_within(self, week: Mapping[int, Sequence[Span]]) -> "Schedule":
        return replace(self, within=week)

    def spans_on(self, day: datetime.date) -> Sequence[Span]:
        """The hours of a date: an exception wins over a holiday, a holiday over the weekday."""
        spans = self._spans_without_limits(day)
        if self.within is None:
            return spans
        limits = self.within.get(day.weekday(), ())
        common = (span.common_with(limit) for span in spans for limit in limits)
        return sorted((span for span in common if span), key=lambda span: span.opens)

    def _spans_without_limits(self, day: datetime.date) -> Sequence[Span]:
        if day in self.exceptions:
            return self.exceptions[day]
        if self.closed_on_public_holidays and is_public_holiday(day):
            return ()
        return self.week.get(day.weekday(), ())


def is_public_holiday(day: datetime.date) -> bool:
    return day in _public_holidays(day.year)


@lru_cache(maxsize=16)
def _public_holidays(year: int) -> frozenset[datetime.date]:
    return frozenset(holidays.country_holidays("SI", years=year))


def opening_state(schedule: Schedule, now: datetime.datetime) -> OpeningState:
    """The state at a moment; `now` must be aware."""
    local = now.astimezone(CLOCK)
    for opens, closes in _merged(_periods(schedule, local.date())):
        if closes <= now:
            continue
        if opens <= now:
            return OpeningState(True, closes if closes < _horizon(local.date()) else None)
        return OpeningState(False, opens)
    return OpeningState(False, None)


Period = tuple[datetime.datetime, datetime.datetime]


def _periods(schedule: Schedule, today: datetime.date) -> Iterator[Period]:
    # From yesterday: hours that run to midnight join those that begin at midnight.
    for offset in range(-1, HORIZON_DAYS):
        day = today + datetime.timedelta(days=offset)
        for span in schedule.spans_on(day):
            yield _moment(day, span.opens), _end(day, span)


def _merged(periods: Iterable[Period]) -> Iterator[Period]:
    current: Period | None = None
    for opens, closes in periods:
        if current and opens <= current[1]:
            current = (current[0], max(current[1], closes))
            continue
        if current:
            yield current
        current = (opens, closes)
    if current:
        yield current


def _end(day: datetime.date, span: Span) -> datetime.datetime:
    if span.closes == MIDNIGHT:
        return _moment(day + datetime.timedelta(days=1), MIDNIGHT)
    return _moment(day, span.closes)


def _horizon(today: datetime.date) -> datetime.datetime:
    return _moment(today + datetime.timedelta(days=HORIZON_DAYS), MIDNIGHT)


def _moment(day: datetime.date, time: datetime.time) -> datetime.datetime:
    # Compared in UTC: two local times of the same zone are compared without their offsets.
    return datetime.datetime.combine(day, time, tzinfo=CLOCK).astimezone(datetime.UTC)
