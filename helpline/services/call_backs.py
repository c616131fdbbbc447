"""Changes to call-backs: validate, change and record in one transaction."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from helpline.call_back_requests import CallBackRequest, call_back_request_seal
from helpline.enums import CallBackState, CallBackStep
from helpline.models import CallBack
from helpline.policies import user_can_make_step
from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User

ERASED_AT_ONCE = 200


class NotAllowedError(Exception):
    """The actor may not make this step (any more)."""


class CallBackChangedError(Exception):
    """Somebody else made a step since the actor looked."""


@transaction.atomic
def call_back_receive(
    *, request: CallBackRequest, language: str, not_after: datetime | None, form_id: uuid.UUID
) -> CallBack:
    """Keep a request, sealed. The public door has no actor.

    The same form again replaces what it sent, while nobody has taken it: she may have corrected
    it. Raises LetterboxMissingError, SealError.
    """
    sent = CallBack.objects.select_for_update().filter(pk=form_id).first()
    is_again = sent is not None and sent.state == CallBackState.WAITING
    call_back = sent if sent and is_again else CallBack(id=uuid.uuid4() if sent else form_id)
    call_back.language, call_back.not_after = language, not_after
    call_back.sealed_request = call_back_request_seal(call_back, request)
    call_back.save(force_insert=not is_again, force_update=is_again)
    _record(None, AuditAction.CALL_BACK_RECEIVED, call_back)
    return call_back


@transaction.atomic
def call_back_make_step(
    *, actor: User, call_back_id: uuid.UUID, step: CallBackStep, seen: int
) -> CallBack:
    """Take, try, reach, give back or close. `seen`: the steps made when the actor looked.

    Raises CallBackChangedError when it is gone or somebody made a step meanwhile,
    NotAllowedError when the step is not the actor's to make.
    """
    call_back = CallBack.objects.select_for_update().filter(pk=call_back_id).first()
    if call_back is None or call_back.step_count != seen:
        raise CallBackChangedError
    if not user_can_make_step(actor, call_back, step):
        raise NotAllowedError
    change, action = STEPS[step]
    change(call_back, actor)
    call_back.step_count += 1
    call_back.save()
    _record(actor, action, call_back)
    return call_back


def call_backs_erase_outlived() -> None:
    """Erase, row and words, what was kept long enough; each erasure is recorded."""
    while _erase_some():
        pass


@transaction.atomic
def _erase_some() -> bool:
    outlived = CallBack.objects.outlived(timezone.now()).only("pk")[:ERASED_AT_ONCE]
    call_backs = list(outlived.select_for_update())
    for call_back in call_backs:
        _record(None, AuditAction.CALL_BACK_ERASED, call_back)
    CallBack.objects.filter(pk__in=[call_back.pk for call_back in call_backs]).delete()
    return bool(call_backs)


def _take(call_back: CallBack, actor: User) -> None:
    call_back.state, call_back.taken_by, call_back.closed_at = CallBackState.TAKEN, actor, None


def _give_back(call_back: CallBack, _actor: User) -> None:
    call_back.state, call_back.taken_by = CallBackState.WAITING, None


def _attempt(call_back: CallBack, _actor: User) -> None:
    call_back.state = CallBackState.ATTEMPTED
    call_back.attempts += 1
    call_back.attempted_at = timezone.now()


def _reach(call_back: CallBack, _actor: User) -> None:
    call_back.state = CallBackState.REACHED


def _close(call_back: CallBack, actor: User) -> None:
    call_back.taken_by = call_back.taken_by or actor
    call_back.state, call_back.closed_at = CallBackState.CLOSED, timezone.now()


Change = Callable[[CallBack, User], None]
STEPS: dict[CallBackStep, tuple[Change, AuditAction]] = {
    CallBackStep.TAKE: (_take, AuditAction.CALL_BACK_TAKEN),
    CallBackStep.GIVE_BACK: (_give_back, AuditAction.CALL_BACK_GIVEN_BACK),
    CallBackStep.ATTEMPT: (_attempt, AuditAction.CALL_BACK_ATTEMPTED),
    CallBackStep.REACH: (_reach, AuditAction.CALL_BACK_REACHED),
    CallBackStep.CLOSE: (_close, AuditAction.CALL_BACK_CLOSED),
}


def _record(actor: User | None, action: AuditAction, call_back: CallBack) -> None:
    audit_record(actor=actor, action=action, subject_kind="call_back", subject_id=call_back.pk)
