from django.db import connection, transaction
from django.utils import timezone

from portal.audit.chain import event_hash
from portal.enums import AuditAction
from portal.models.audit import AuditEvent, AuditHead
from portal.models.user import User


class AuditOutsideTransactionError(RuntimeError):
    """An event would not share the fate of the change that it records."""


def audit_record(
    *,
    actor: User | None,
    action: AuditAction,
    subject_kind: str = "",
    subject_id: object = "",
) -> AuditEvent:
    """Append one event to the chain, in the transaction of the change that it records.

    Raises AuditOutsideTransactionError when no transaction is open, and whatever the database
    raises: a log that cannot be written has to stop the action.
    """
    if not connection.in_atomic_block:
        raise AuditOutsideTransactionError("audit_record needs an open transaction")
    head = _locked_head()
    event = AuditEvent(
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor_id=actor.pk if actor else None,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        previous_hash=head.hash,
    )
    event.hash = event_hash(event)
    event.save(force_insert=True)
    AuditHead.objects.filter(pk=head.pk).update(sequence=event.sequence, hash=event.hash)
    return event


def audit_record_alone(
    *, actor: User | None, action: AuditAction, subject_kind: str = "", subject_id: object = ""
) -> AuditEvent:
    """Record what changes no other row, e.g. a refused password."""
    with transaction.atomic():
        return audit_record(
            actor=actor, action=action, subject_kind=subject_kind, subject_id=subject_id
        )


def _locked_head() -> AuditHead:
    # The migrations made the row: two first writers could not both make it.
    return AuditHead.objects.select_for_update().get(pk=AuditHead.ONLY_ID)
