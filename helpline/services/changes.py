"""Number and hours are changed by two people: one proposes, another approves.

Closing may not wait for anybody: see `_closes`.
"""

from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from helpline.enums import LineAction, LineChangeState, LineRecord, PhoneLineKind
from helpline.line_changes.values import model_of, record_of, values_of, values_set
from helpline.models import LineChange, PhoneLine
from helpline.policies import (
    user_can_decide_line_change,
    user_can_propose_line_change,
    user_can_withdraw_line_change,
)
from helpline.schedule import CLOCK
from helpline.selectors.changes import line_change_waits
from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User
from portal.policies import user_can_be_second

LOG_ACTIONS = {
    LineAction.ADD: "wagtail.create",
    LineAction.CHANGE: "wagtail.edit",
    LineAction.REMOVE: "wagtail.delete",
}


class ChangeOutdatedError(ValidationError):
    """The record is not any more what it was when the change was proposed."""


@transaction.atomic
def line_change_propose(*, actor: User, instance: Model, action: LineAction) -> LineChange:
    """Propose what a validated form made of a record; what only closes is done at once.

    Raises PermissionDenied, and ValidationError where a change of the record waits already.
    """
    if not user_can_propose_line_change(actor):
        raise PermissionDenied
    record = record_of(instance)
    if line_change_waits(record, instance.pk):
        raise ValidationError(
            _(
                "A change of this record waits for a second person. It is decided or taken back "
                "first."
            )
        )
    public = type(instance)._default_manager.filter(pk=instance.pk).first()
    change = LineChange(
        record=record,
        record_id=instance.pk,
        action=action,
        before=values_of(public) if public else {},
        after={} if action == LineAction.REMOVE else values_of(instance),
        proposed_by=actor,
    )
    if _closes(change):
        change.state, change.decided_at = LineChangeState.AT_ONCE, timezone.now()
        change.save()
        _carry_out(change, actor)
        _record(actor, AuditAction.LINE_CLOSED, change)
    else:
        change.save()
        _record(actor, AuditAction.LINE_CHANGE_PROPOSED, change)
    return change


@transaction.atomic
def line_change_approve(*, actor: User, change: LineChange) -> None:
    """Do what another person proposed.

    Raises PermissionDenied, ChangeOutdatedError, and ValidationError where the record would not
    be valid any more.
    """
    locked = _locked(change, actor, user_can_decide_line_change)
    _carry_out(locked, actor)
    _decide(locked, actor, LineChangeState.APPROVED)
    _record(actor, AuditAction.LINE_CHANGE_APPROVED, locked)


@transaction.atomic
def line_change_refuse(*, actor: User, change: LineChange) -> None:
    """Leave the record as it is. Raises PermissionDenied."""
    locked = _locked(change, actor, user_can_decide_line_change)
    _decide(locked, actor, LineChangeState.REFUSED)
    _record(actor, AuditAction.LINE_CHANGE_REFUSED, locked)


@transaction.atomic
def line_change_withdraw(*, actor: User, change: LineChange) -> None:
    """Take one's own proposal back. Raises PermissionDenied."""
    locked = _locked(change, actor, user_can_withdraw_line_change)
    _decide(locked, actor, LineChangeState.WITHDRAWN)
    _record(actor, AuditAction.LINE_CHANGE_WITHDRAWN, locked)


@transaction.atomic
def number_check(*, actor: User, line: PhoneLine) -> None:
    """Write down that somebody tried the number out today. Raises PermissionDenied."""
    if not user_can_be_second(actor):
        raise PermissionDenied
    PhoneLine.objects.filter(pk=line.pk).update(checked_on=timezone.localdate())
    audit_record(
        actor=actor,
        action=AuditAction.NUMBER_CHECKED,
        subject_kind="phone_line",
        subject_id=line.pk,
    )


def _locked(change: LineChange, actor: User, may: Callable[[User, LineChange], bool]) -> LineChange:
    """The proposal as it stands now, held until the end. Raises PermissionDenied."""
    locked = LineChange.objects.select_for_update().get(pk=change.pk)
    if not may(actor, locked):
        raise PermissionDenied
    return locked


def _decide(change: LineChange, actor: User, state: LineChangeState) -> None:
    change.state, change.decided_by, change.decided_at = state, actor, timezone.now()
    change.save(update_fields=["state", "decided_by", "decided_at"])


def _carry_out(change: LineChange, actor: User) -> None:
    model = model_of(change.record)
    public = model._default_manager.select_for_update().filter(pk=change.record_id).first()
    if (values_of(public) if public else {}) != change.before:
        raise ChangeOutdatedError(
            _("The record was changed meanwhile. Refuse this; it can be proposed anew.")
        )
    instance = public or model()
    if change.action == LineAction.REMOVE:
        log(instance=instance, action=LOG_ACTIONS[LineAction.REMOVE], user=actor)
        instance.delete()
        return
    values_set(instance, change.after)
    if isinstance(instance, PhoneLine):
        # Whoever approves it has called it; what closes at once has no number any more.
        instance.checked_on = timezone.localdate() if instance.number else None
    instance.full_clean()
    instance.save()
    change.record_id = instance.pk
    LineChange.objects.filter(pk=change.pk).update(record_id=instance.pk)
    log(
        instance=instance,
        action=LOG_ACTIONS[LineAction(change.action)],
        user=actor,
        content_changed=True,
    )


def _closes(change: LineChange) -> bool:
    """What hides a number or closes today or tomorrow: waiting could send somebody to nobody."""
    match change.record:
        case LineRecord.HOURS_EXCEPTION:
            tomorrow = timezone.now().astimezone(CLOCK).date() + timedelta(days=1)
            after = change.after
            return (
                bool(after)
                and not after["opens"]
                and after["date"] <= tomorrow.isoformat()
                and (change.before.get("date", after["date"]) == after["date"])
            )
        case LineRecord.PHONE_LINE:
            before, after = change.before, change.after
            is_own = before.get("kind") == PhoneLineKind.OWN
            return is_own and bool(before["number"]) and after == {**before, "number": ""}
    return False


def _record(actor: User, action: AuditAction, change: LineChange) -> None:
    audit_record(actor=actor, action=action, subject_kind="line_change", subject_id=change.pk)
