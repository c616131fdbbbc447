"""Requests for a call, put into a letterbox that is made when there is none."""

import uuid
from datetime import datetime
from typing import Any

from helpline.call_back_requests import CallBackRequest
from helpline.enums import CallBackChannel
from helpline.models import CallBack
from helpline.services import call_back_receive
from portal.letterboxes import letterbox_is_there, letterbox_make

CONTACT = "+386 40 000 001"


def make_request(**fields: Any) -> CallBackRequest:
    chosen = {"channel": CallBackChannel.CALL, "contact": CONTACT, "safe_times": "Tuesday"}
    return CallBackRequest(**{**chosen, **fields})


def make_call_back(
    request: CallBackRequest | None = None, *, not_after: datetime | None = None, **columns: Any
) -> CallBack:
    """A request as the public door keeps it; `columns` are then set as they are."""
    if not letterbox_is_there():
        letterbox_make()
    call_back = call_back_receive(
        request=request or make_request(),
        language="sl",
        not_after=not_after,
        form_id=uuid.uuid4(),
    )
    if columns:
        CallBack.objects.filter(pk=call_back.pk).update(**columns)
        call_back.refresh_from_db()
    return call_back
