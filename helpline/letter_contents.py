"""What is written in a letter: sealed by the public door, taken out for the desk."""

import json
from dataclasses import asdict, dataclass, fields, replace
from enum import Enum
from typing import Any, ClassVar, Self

from helpline.enums import (
    CallBackChannel,
    Consent,
    LetterKind,
    PassingOn,
    PersonAge,
    Pretext,
    Profession,
    WhoAnswers,
)
from helpline.models import Letter
from portal.letterboxes import letterbox_slot, letterbox_unseal
from portal.sealing.envelope import SealError


@dataclass(frozen=True, repr=False)
class LetterContent:
    """Texts, choices and ticks of one kind of letter."""

    kind: ClassVar[LetterKind]
    # Filled up with blanks, so that the length of an envelope tells nothing of what is in it.
    padded_to_bytes: ClassVar[int]
    contact: str

    @property
    def is_urgent(self) -> bool:
        return False

    def without_contact(self) -> Self:
        return replace(self, contact="")

    @classmethod
    def from_raw(cls, raw: dict[str, Any]) -> Self:
        """Raises KeyError, TypeError, ValueError where these are not the fields of the kind."""
        return cls(**{field.name: _typed(field.type, raw[field.name]) for field in fields(cls)})


@dataclass(frozen=True, repr=False)
class CallBackRequest(LetterContent):
    """How to reach her safely, in her own words and choices."""

    kind = LetterKind.CALL_BACK
    padded_to_bytes = 1024
    channel: CallBackChannel
    safe_times: str
    hide_number: bool = True
    who_answers: WhoAnswers = WhoAnswers.HANG_UP
    may_leave_message: bool = False
    pretext: Pretext = Pretext.NONE
    code_word: str = ""


@dataclass(frozen=True, repr=False)
class Referral(LetterContent):
    """A professional refers somebody. `contact` is the sender's."""

    kind = LetterKind.REFERRAL
    padded_to_bytes = 8192
    sender: str
    profession: Profession
    consent: Consent
    noticed: str
    age: PersonAge = PersonAge.UNKNOWN
    person_language: str = ""
    person_contact: str = ""
    in_danger: bool = False

    @property
    def is_urgent(self) -> bool:
        return self.in_danger or self.age == PersonAge.CHILD

    def without_contact(self) -> Self:
        return replace(self, contact="", person_contact="")


@dataclass(frozen=True, repr=False)
class SuspicionReport(LetterContent):
    """What somebody saw. `contact` is empty when the sender stays anonymous."""

    kind = LetterKind.SUSPICION
    padded_to_bytes = 8192
    what: str
    where: str = ""
    when: str = ""
    who: str = ""
    children: bool = False
    passing_on: PassingOn = PassingOn.ASK_FIRST

    @property
    def is_urgent(self) -> bool:
        return self.children


CONTENTS: dict[str, type[LetterContent]] = {
    content.kind: content for content in (CallBackRequest, Referral, SuspicionReport)
}


def letter_content_seal(letter: Letter, content: LetterContent) -> bytes:
    """Envelope for this letter. Needs no master key. Raises LetterboxMissingError, SealError."""
    clear = json.dumps(asdict(content), ensure_ascii=False).encode()
    padded = clear + b" " * (-len(clear) % content.padded_to_bytes)
    return letterbox_slot().seal(padded, letter.content_place)


def letter_content_unseal(letter: Letter) -> LetterContent:
    """Raises SealError when it was changed, moved, or no letterbox here opens it."""
    clear = letterbox_unseal(bytes(letter.sealed_content), letter.content_place)
    try:
        return CONTENTS[letter.kind].from_raw(json.loads(clear))
    except (KeyError, TypeError, ValueError):
        raise SealError("not what this kind of letter holds") from None


def _typed(kind: Any, value: Any) -> Any:
    """A choice as its member; a text or a tick as it is. Raises ValueError, TypeError."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, kind):
        raise TypeError
    return value
