"""What the desk needs of call-backs. Every read is recorded before it is handed out."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from helpline.call_back_requests import CallBackRequest, call_back_request_unseal
from helpline.enums import CallBackState, CallBackStep
from helpline.models import CallBack
from helpline.policies import user_can_make_step, user_can_see_contact
from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User

# However many come, the desk stays quick; the most urgent are first.
SHOWN_AT_MOST = 100


@dataclass(frozen=True)
class CallBackDesk:
    """The open call-backs by urgency, and those that were closed but are still kept."""

    open: list[CallBack]
    open_count: int
    closed: list[CallBack]

    @property
    def not_shown(self) -> int:
        return self.open_count - len(self.open)


@dataclass(frozen=True, repr=False)
class OpenedCallBack:
    """A call-back for one screen; `request` is None once nobody may call any more."""

    call_back: CallBack
    request: CallBackRequest | None
    steps: list[CallBackStep]
    is_too_late: bool
    is_hers: bool


@transaction.atomic
def call_back_desk(user: User) -> CallBackDesk:
    """The list of the desk; nothing sealed is opened for it."""
    audit_record(actor=user, action=AuditAction.CALL_BACKS_LISTED, subject_kind="person",
                 subject_id=user.pk)  # fmt: skip
    listed = CallBack.objects.select_related("taken_by").defer("sealed_request")
    opened = listed.open().by_urgency()
    closed = listed.filter(state=CallBackState.CLOSED).order_by("-closed_at")
    return CallBackDesk(
        open=list(opened[:SHOWN_AT_MOST]),
        open_count=opened.count(),
        closed=list(closed[:SHOWN_AT_MOST]),
    )


def call_backs_waiting(_user: User) -> int:
    return CallBack.objects.waiting(timezone.now()).count()


def call_back_is_there(call_back_id: uuid.UUID) -> bool:
    return CallBack.objects.filter(pk=call_back_id).exists()


@transaction.atomic
def call_back_open(*, user: User, call_back_id: uuid.UUID) -> OpenedCallBack | None:
    """A call-back with what was written, or None when it is not there (any more).

    Who has not taken it sees how to call safely, not where. Raises SealError when it was changed.
    """
    call_back = CallBack.objects.select_related("taken_by").filter(pk=call_back_id).first()
    if call_back is None:
        return None
    audit_record(actor=user, action=AuditAction.CALL_BACK_OPENED, subject_kind="call_back",
                 subject_id=call_back.pk)  # fmt: skip
    return OpenedCallBack(
        call_back=call_back,
        request=_request_for(user, call_back),
        steps=[step for step in CallBackStep if user_can_make_step(user, call_back, step)],
        is_too_late=call_back.is_too_late(),
        is_hers=call_back.taken_by_id == user.pk,
    )


def _request_for(user: User, call_back: CallBack) -> CallBackRequest | None:
    if call_back.is_closed or call_back.is_too_late():
        return None
    request = call_back_request_unseal(call_back)
    return request if user_can_see_contact(user, call_back) else request.without_contact()
