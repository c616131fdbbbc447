from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import AuditHead, Statement, StatementAcceptance, User
from portal.policies import user_can_publish_statement
from portal.selectors import statement_in_force


@transaction.atomic
def statement_accept(*, actor: User, statement: Statement) -> None:
    """Note that the person accepted a version of the confidentiality statement."""
    StatementAcceptance.objects.create(user=actor, statement=statement)
    _record(actor, AuditAction.STATEMENT_ACCEPTED, statement)


@transaction.atomic
def statement_publish(*, actor: User, text_sl: str, text_en: str) -> Statement:
    """Put a new version in force; everybody is asked to accept it. Raises PermissionDenied."""
    if not user_can_publish_statement(actor):
        raise PermissionDenied
    # Two who publish at once take turns, each gets a version of its own.
    AuditHead.objects.select_for_update().get(pk=AuditHead.ONLY_ID)
    latest = statement_in_force()
    statement = Statement.objects.create(
        version=latest.version + 1 if latest else 1,
        text_sl=text_sl,
        text_en=text_en,
        published_by=actor,
    )
    _record(actor, AuditAction.STATEMENT_PUBLISHED, statement)
    return statement


def _record(actor: User, action: AuditAction, statement: Statement) -> None:
    audit_record(actor=actor, action=action, subject_kind="statement", subject_id=statement.pk)
