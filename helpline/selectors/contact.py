import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from helpline.enums import PhoneLineKind, Weekday
from helpline.last_numbers import numbers_keep, numbers_kept
from helpline.models import HoursException, OpeningHours, PhoneLine
from helpline.schedule import CLOCK, OpeningState, Schedule, Span, opening_state
from portal.prepared_queries import PreparedQuery

LAST_KNOWN = "helpline.contact"
LAST_WRITTEN = "helpline.numbers"
EXCEPTIONS_SHOWN_DAYS = 14
_LINES = PreparedQuery[PhoneLine](lambda: PhoneLine.objects.all())
_HOURS = PreparedQuery[OpeningHours](lambda: OpeningHours.objects.all())
_EXCEPTIONS_FROM = PreparedQuery[HoursException](
    lambda day: HoursException.objects.filter(date__gte=day), datetime.date
)


@dataclass(frozen=True)
class WeekdayHours:
    weekday: Weekday
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class DateHours:
    date: datetime.date
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class HelplineContact:
    """What every public page shows. `own` is None until somebody sets the number."""

    own: PhoneLine | None
    emergency: tuple[PhoneLine, ...]
    week: tuple[WeekdayHours, ...]
    exceptions: tuple[DateHours, ...]
    state: OpeningState | None
    now: datetime.datetime
    schedule: Schedule

    @property
    def changes_at(self) -> datetime.datetime | None:
        """When "open" or "closed" ends, on the clock of Slovenia."""
        if self.state is None or self.state.changes_at is None:
            return None
        return self.state.changes_at.astimezone(CLOCK)

    @property
    def changes_today(self) -> bool:
        return self.changes_at is not None and self.changes_at.date() == self.now.date()

    @property
    def is_closed_now(self) -> bool:
        return self.state is not None and not self.state.is_open


def helpline_contact() -> HelplineContact:
    """Numbers and hours as they are now; three queries, whatever is in the tables."""
    now = timezone.now().astimezone(CLOCK)
    lines = _LINES.rows()
    own = _own(lines)
    schedule = _schedule(now, closed_on_holidays=bool(own and own.closed_on_public_holidays))
    contact = HelplineContact(
        own=own,
        emergency=_emergency(lines),
        week=_week(schedule),
        exceptions=_exceptions_ahead(schedule, now.date()),
        state=opening_state(schedule, now) if own and schedule.week else None,
        now=now,
        schedule=schedule,
    )
    _remember(contact, lines)
    return contact


def helpline_contact_last_known() -> HelplineContact | None:
    """What was shown last, without asking the database; None when nothing was shown yet."""
    contact: HelplineContact | None = cache.get(LAST_KNOWN)
    return contact or _contact_of(numbers_kept())


def _remember(contact: HelplineContact, lines: list[PhoneLine]) -> None:
    """For the page that is shown when the database does not answer."""
    cache.set(LAST_KNOWN, contact, timeout=None)
    shown = [(line.kind, line.number, *_terms_of(line)) for line in lines]
    if cache.get(LAST_WRITTEN) != shown:
        numbers_keep(lines)
        cache.set(LAST_WRITTEN, shown, timeout=None)


def _terms_of(line: PhoneLine) -> tuple[bool, ...]:
    return (
        line.free_of_charge,
        line.reachable_from_abroad,
        line.without_credit,
        line.by_text_message,
    )


def _contact_of(lines: list[PhoneLine]) -> HelplineContact | None:
    """The numbers alone: hours may have changed since."""
    if not lines:
        return None
    return HelplineContact(
        own=_own(lines),
        emergency=_emergency(lines),
        week=(),
        exceptions=(),
        state=None,
        now=timezone.now().astimezone(CLOCK),
        schedule=Schedule({}),
    )


def _own(lines: list[PhoneLine]) -> PhoneLine | None:
    return next((line for line in lines if line.kind == PhoneLineKind.OWN and line.number), None)


def _emergency(lines: list[PhoneLine]) -> tuple[PhoneLine, ...]:
    return tuple(line for line in lines if line.kind == PhoneLineKind.EMERGENCY)


def _schedule(now: datetime.datetime, *, closed_on_holidays: bool) -> Schedule:
    week: dict[int, list[Span]] = defaultdict(list)
    for hours in _HOURS.rows():
        week[hours.weekday].append(Span(hours.opens, hours.closes))
    yesterday = now.date() - datetime.timedelta(days=1)
    exceptions = {
        exception.date: _exception_spans(exception)
        for exception in _EXCEPTIONS_FROM.rows(yesterday)
    }
    return Schedule(week, exceptions, closed_on_holidays)


def _exception_spans(exception: HoursException) -> tuple[Span, ...]:
    if exception.opens is None or exception.closes is None:
        return ()
    return (Span(exception.opens, exception.closes),)


def _week(schedule: Schedule) -> tuple[WeekdayHours, ...]:
    if not schedule.week:
        return ()
    return tuple(WeekdayHours(day, tuple(schedule.week.get(day, ()))) for day in Weekday)


def _exceptions_ahead(schedule: Schedule, today: datetime.date) -> tuple[DateHours, ...]:
    last = today + datetime.timedelta(days=EXCEPTIONS_SHOWN_DAYS)
    return tuple(
        DateHours(date, tuple(spans))
        for date, spans in sorted(schedule.exceptions.items())
        if today <= date <= last
    )
