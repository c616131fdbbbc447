"""How long letters are kept, from the settings: the public forms say the same figures."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from helpline.enums import LetterKind


@dataclass(frozen=True)
class Kept:
    """`after_end`: since it was closed or may no longer be answered; `at_most`: since it came."""

    after_end: timedelta
    at_most: timedelta


def letters_kept(kind: LetterKind) -> Kept:
    after_end, at_most = settings.LETTERS_KEPT_DAYS[kind.value]
    return Kept(timedelta(days=after_end), timedelta(days=at_most))
