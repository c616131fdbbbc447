"""What waits for a second person about number and hours."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

from helpline.enums import LineChangeState, LineRecord
from helpline.line_changes.values import fields_of, model_of, shown
from helpline.models import LineChange, PhoneLine
from helpline.policies import user_can_decide_line_change, user_can_withdraw_line_change
from portal.enums import Role
from portal.models import User


@dataclass(frozen=True)
class ValueShown:
    """One field: its name, what visitors see now and what they would."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class LineChangeShown:
    change: LineChange
    values: tuple[ValueShown, ...]
    may_decide: bool
    may_withdraw: bool


def line_changes_waiting(user: User) -> list[LineChangeShown]:
    """All of them, the oldest first, in one query."""
    waiting = LineChange.objects.filter(state=LineChangeState.WAITING)
    return [
        LineChangeShown(
            change,
            _values(change),
            may_decide=user_can_decide_line_change(user, change),
            may_withdraw=user_can_withdraw_line_change(user, change),
        )
        for change in waiting.select_related("proposed_by")
    ]


def line_change_waits(record: LineRecord, record_id: int | None) -> bool:
    """Whether a change of this record waits already; additions may be many."""
    if record_id is None:
        return False
    waiting = LineChange.objects.filter(state=LineChangeState.WAITING)
    return waiting.filter(record=record, record_id=record_id).exists()


def is_second_person_for_numbers(but: User) -> bool:
    """Whether anybody else could approve what she proposes."""
    people = User.objects.filter(is_active=True).exclude(pk=but.pk)
    return people.filter(Q(role_assignments__role__in=[Role.EDITOR, Role.REVIEWER])).exists()


def _values(change: LineChange) -> tuple[ValueShown, ...]:
    """What differs; of what is new or goes, all that says something."""
    model = model_of(change.record)
    rows = []
    for field in fields_of(model):
        before, after = change.before.get(field.name, ""), change.after.get(field.name, "")
        if before != after:
            rows.append(
                ValueShown(
                    capfirst(str(field.verbose_name)),
                    shown(model, field.name, before),
                    shown(model, field.name, after),
                )
            )
    return tuple(rows)


NUMBER_HOLDS = timedelta(days=30)


def numbers_to_check() -> list[PhoneLine]:
    """Every number that visitors see, the one that was tried out longest ago first."""
    return sorted(
        PhoneLine.objects.exclude(number=""),
        key=lambda line: (line.checked_on or date.min, line.order),
    )


def numbers_overdue(times: int = 1) -> list[PhoneLine]:
    """Numbers that nobody tried out within 30 days, so many times (public-site.md, P33)."""
    last = timezone.localdate() - NUMBER_HOLDS * times
    return [
        line for line in numbers_to_check() if line.checked_on is None or line.checked_on < last
    ]
