"""A slip that an opened identity gives its form: saved within half an hour, no second question.

The second factor is asked for when an identity is opened. Asked for again on saving, five minutes
later, it would lose what was typed; not asked for at all, a stolen session could overwrite an
identity that it cannot read.

The slip also carries a mark of each field as it was shown, so that nothing is written over which
somebody else, or another window, has changed since. A mark tells nothing of what the field holds.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac

from cases.models import Case
from portal.models import User

GOOD_FOR = timedelta(minutes=30)
SIGNER = TimestampSigner(salt="cases.identity-opening")
MARK_CHARACTERS = 10
IDENTITY_DETAILS = ("citizenship", "papers", "phones", "address")
IDENTITY_FIELDS = ("name", "birth_date", *IDENTITY_DETAILS)

Marks = Mapping[str, str]


def identity_marks(case: Case, known: Mapping[str, object]) -> Marks:
    """A mark of each field of an identity; equal for texts that differ in line ends alone."""
    return {name: _mark(case, name, known.get(name)) for name in IDENTITY_FIELDS}


def opening_slip(user: User, case: Case, shown: Marks) -> str:
    marks = "".join(shown[name] for name in IDENTITY_FIELDS)
    return SIGNER.sign(f"{_subject(user, case)}/{marks}")


def opening_shown(
    slip: str, user: User, case: Case, *, good_for: timedelta | None = GOOD_FOR
) -> Marks | None:
    """What was shown when the identity was opened; None when the slip is not good (any more)."""
    try:
        subject, _slash, marks = SIGNER.unsign(slip, max_age=good_for).rpartition("/")
    except BadSignature:
        return None
    if subject != _subject(user, case):
        return None
    starts = range(0, len(marks), MARK_CHARACTERS)
    parts = (marks[start : start + MARK_CHARACTERS] for start in starts)
    return dict(zip(IDENTITY_FIELDS, parts, strict=True))


def _mark(case: Case, name: str, value: object) -> str:
    plain = "\n".join(str(value or "").splitlines()).strip()
    mark = salted_hmac("cases.identity-mark", f"{case.pk}/{name}/{plain}", algorithm="sha256")
    return mark.hexdigest()[:MARK_CHARACTERS]


def _subject(user: User, case: Case) -> str:
    return f"{user.pk}/{case.pk}"
