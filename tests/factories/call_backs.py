"""Requests for a call, put into a letterbox that is made when there is none."""

import uuid
from datetime import datetime
from typing import Any

from helpline.enums import CallBackChannel
from helpline.letter_contents import CallBackRequest
from helpline.models import Letter
from helpline.services import letter_receive
from portal.letterboxes import letterbox_is_there, letterbox_make

CONTACT = "+386 40 000 001"


def make_request(**fields: Any) -> CallBackRequest:
    chosen = {"channel": CallBackChannel.CALL, "contact": CONTACT, "safe_times": "Tuesday"}
    return CallBackRequest(**{**chosen, **fields})


def make_call_back(
    request: CallBackRequest | None = None, *, not_after: datetime | None = None, **columns: Any
) -> Letter:
    """A request as the public door keeps it; `columns` are then set as they are."""
    if not letterbox_is_there():
        letterbox_make()
    call_back = letter_receive(
        content=request or make_request(),
        language="sl",
        not_after=not_after,
        form_id=uuid.uuid4(),
    )
    if columns:
        Letter.objects.filter(pk=call_back.pk).update(**columns)
        call_back.refresh_from_db()
    return call_back
