"""What somebody wrote who asks to be called: put into the letterbox, taken out for the desk."""

import json
from dataclasses import asdict, dataclass, replace

from helpline.enums import CallBackChannel, Pretext, WhoAnswers
from helpline.models import CallBack
from portal.letterboxes import letterbox_slot, letterbox_unseal
from portal.sealing.envelope import SealError

# Filled up with blanks, so that the length of an envelope tells nothing of what is in it.
PADDED_TO_BYTES = 1024


@dataclass(frozen=True, repr=False)
class CallBackRequest:
    """How to reach her safely, in her own words and choices."""

    channel: CallBackChannel
    contact: str
    safe_times: str
    hide_number: bool = True
    who_answers: WhoAnswers = WhoAnswers.HANG_UP
    may_leave_message: bool = False
    pretext: Pretext = Pretext.NONE
    code_word: str = ""

    def without_contact(self) -> "CallBackRequest":
        return replace(self, contact="")


def call_back_request_seal(call_back: CallBack, request: CallBackRequest) -> bytes:
    """Envelope for this call-back. Needs no master key.

    Raises LetterboxMissingError, SealError.
    """
    clear = json.dumps(asdict(request), ensure_ascii=False).encode()
    padded = clear + b" " * (-len(clear) % PADDED_TO_BYTES)
    return letterbox_slot().seal(padded, call_back.request_place)


def call_back_request_unseal(call_back: CallBack) -> CallBackRequest:
    """Raises SealError when it was changed, moved, or no letterbox here opens it."""
    clear = letterbox_unseal(bytes(call_back.sealed_request), call_back.request_place)
    fields = json.loads(clear)
    try:
        return CallBackRequest(
            **{
                **fields,
                "channel": CallBackChannel(fields["channel"]),
                "who_answers": WhoAnswers(fields["who_answers"]),
                "pretext": Pretext(fields["pretext"]),
            }
        )
    except (KeyError, TypeError, ValueError):
        raise SealError("no request for a call-back") from None
