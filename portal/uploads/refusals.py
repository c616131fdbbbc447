"""Why a file is not taken. Without Django: the process that opens hostile files knows it too."""

from enum import StrEnum


class Refusal(StrEnum):
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_COMPLEX = "too_complex"
    UNKNOWN_KIND = "unknown_kind"
    TWO_KINDS = "two_kinds"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    EMBEDDED = "embedded"
    UNSUPPORTED_PART = "unsupported_part"
    BUSY = "busy"


class UploadRefusedError(Exception):
    """The file is not taken; `refusal` says why (words: `portal.uploads.words`)."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
