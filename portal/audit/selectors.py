from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from portal.audit.chain import ChainBreak, ChainWalk
from portal.enums import AuditAction
from portal.models import AuditEvent, AuditHead, User

EVENTS_AT_A_TIME = 2000
# What AUDIT_HEAD_SENT was about.
HEAD, ALARM = "head", "alarm"


@dataclass(frozen=True)
class HeadState:
    """Where the log ends: what is filed outside. No name, no id."""

    sequence: int
    hash: str
    at: datetime
    events_of_last_day: int

    @property
    def anchor(self) -> str:
        return f"{self.sequence}:{self.hash}"


def chain_find_break(anchors: Mapping[int, str] | None = None) -> ChainBreak | None:
    """The first place where the stored chain does not hold. Memory does not grow with it.

    Writers go on meanwhile; only the events that they added are looked at under their lock.
    """
    walk = ChainWalk(anchors)
    seen = AuditHead.objects.first()
    if seen is None:
        return ChainBreak(0, "the head is gone")
    stored = AuditEvent.objects.order_by("sequence")
    until_seen = stored.filter(sequence__lte=seen.sequence)
    if broken := walk.over(until_seen.iterator(chunk_size=EVENTS_AT_A_TIME)):
        return broken
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().get()
        rest = stored.filter(sequence__gt=walk.sequence)
        return walk.over(rest.iterator(chunk_size=EVENTS_AT_A_TIME)) or walk.to_end(head)


def audit_has_recorded(
    *, actor: User, action: AuditAction, subject_kind: str, subject_id: object, since: datetime
) -> bool:
    """Whether the person did this to a record since then."""
    return AuditEvent.objects.filter(
        actor_id=actor.pk,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        at__gte=since,
    ).exists()


def head_is_there() -> bool:
    """Without it nothing can be recorded."""
    return AuditHead.objects.exists()


def head_state() -> HeadState:
    head = AuditHead.objects.get()
    now = timezone.now()
    last_day = AuditEvent.objects.filter(at__gt=now - timedelta(days=1), at__lte=now)
    return HeadState(head.sequence, head.hash, now, last_day.count())


def was_sent_today(subject_kind: str) -> bool:
    """Whether the head (or the alarm) has gone out on this day of the organisation."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return AuditEvent.objects.filter(
        action=AuditAction.AUDIT_HEAD_SENT, subject_kind=subject_kind, at__gte=midnight
    ).exists()
