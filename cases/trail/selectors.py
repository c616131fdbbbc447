"""The audit log of one case. Each look-up is recorded itself, before anything is handed out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.enums import IdentityReason
from cases.models import Case
from cases.policies import user_can_read_trail
from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import AuditEvent, User

EVENTS_SHOWN = 500
OPENING_ACTIONS = frozenset(
    {AuditAction.CASE_READ, AuditAction.DOCUMENT_READ, AuditAction.IDENTITY_READ}
)


@dataclass(frozen=True)
class TrailRow:
    who: str
    roles: str
    what: str
    at: datetime


@dataclass(frozen=True)
class TrailPerson:
    """What one person did with the case, summed up."""

    who: str
    roles: str
    first: datetime
    last: datetime
    times: int


@dataclass(frozen=True)
class Trail:
    code: str
    people: list[TrailPerson]
    rows: list[TrailRow]
    count: int

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.rows)


def _what(event: AuditEvent) -> str:
    """The act; of an identity that was opened also what for."""
    action = str(event.get_action_display())
    _kind, _colon, reason = event.subject_kind.partition(":")
    return f"{action}: {IdentityReason(reason).label}" if reason in IdentityReason else action


@transaction.atomic
def trail_read(
    *, user: User, code: str, since: date, until: date, at_most: int | None = EVENTS_SHOWN
) -> Trail | None:
    """Who did what with a case on these days, both included, newest first.

    None when the case is not there for this person; a refusal is recorded, as is the look-up.
    """
    case = Case.objects.filter(code=code).first()
    if case is None or not user_can_read_trail(user, case):
        audit_record(
            actor=user,
            action=AuditAction.CASE_REFUSED,
            subject_kind="case",
            subject_id=case.pk if case else "",
        )
        return None
    events = _events_of(case, since, until)
    sums = list(
        events.order_by()
        .values("actor_id")
        .annotate(first=Min("at"), last=Max("at"), times=Count("pk"))
        .order_by("-last")
    )
    names = _Names(row["actor_id"] for row in sums)
    shown = list(events.order_by("-sequence")[:at_most])
    audit_record(actor=user, action=AuditAction.TRAIL_READ, subject_kind="case", subject_id=case.pk)
    return Trail(
        code=case.code,
        people=[
            TrailPerson(*names.of(row["actor_id"]), row["first"], row["last"], row["times"])
            for row in sums
        ],
        rows=[TrailRow(*names.of(event.actor_id), _what(event), event.at) for event in shown],
        count=sum(row["times"] for row in sums),
    )


@transaction.atomic
def trail_asked(user: User) -> None:
    """Record a look-up that named no case."""
    audit_record(actor=user, action=AuditAction.TRAIL_READ, subject_kind="case")


@dataclass(frozen=True)
class OpenedCases:
    """Whose content, identity or documents were opened."""

    codes: list[str]
    erased: int


def cases_opened(*, since: date, until: date, actor: User | None = None) -> OpenedCases:
    """Cases opened on these days, both included, by anybody or by one account."""
    events = AuditEvent.objects.filter(
        _is_about_a_case(), action__in=OPENING_ACTIONS, **_between(since, until)
    )
    if actor is not None:
        events = events.filter(actor_id=actor.pk)
    ids = set(events.order_by().values_list("subject_id", flat=True).distinct())
    codes = {str(pk): code for pk, code in Case.objects.values_list("pk", "code")}
    return OpenedCases(
        codes=sorted(codes[case_id] for case_id in ids if case_id in codes),
        erased=len(ids - codes.keys()),
    )


def _events_of(case: Case, since: date, until: date) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(
        _is_about_a_case(), subject_id=str(case.pk), **_between(since, until)
    )


def _is_about_a_case() -> Q:
    # "identity:REASON" as a range: LIKE would not use the index.
    return Q(subject_kind="case") | Q(subject_kind__gte="identity", subject_kind__lt="identitz")


def _between(since: date, until: date) -> dict[str, datetime]:
    zone = timezone.get_default_timezone()
    return {
        "at__gte": datetime.combine(since, time.min, zone),
        "at__lt": datetime.combine(until + timedelta(days=1), time.min, zone),
    }


class _Names:
    """Display name and present roles of those who act in a trail, in two queries."""

    def __init__(self, ids: Iterable[int | None]) -> None:
        wanted = [pk for pk in ids if pk is not None]
        people = User.objects.filter(pk__in=wanted).prefetch_related("role_assignments")
        self._known = {
            person.pk: (
                person.display_name,
                ", ".join(sorted(str(role) for role in person.role_assignments.all())),
            )
            for person in people
        }

    def of(self, pk: int | None) -> tuple[str, str]:
        if pk is None:
            return _("the system"), ""
        return self._known.get(pk, (_("account %(number)s, deleted") % {"number": pk}, ""))
