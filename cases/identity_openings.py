"""A slip that an opened identity gives its form: saved within half an hour, no second question.

The second factor is asked for when an identity is opened. Asked for again on saving, five minutes
later, it would lose what was typed; not asked for at all, a stolen session could overwrite an
identity that it cannot read.
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner

from cases.models import Case
from portal.models import User

GOOD_FOR = timedelta(minutes=30)
SIGNER = TimestampSigner(salt="cases.identity-opening")


def opening_slip(user: User, case: Case) -> str:
    return SIGNER.sign(_subject(user, case))


def opening_is_good(slip: str, user: User, case: Case) -> bool:
    try:
        return SIGNER.unsign(slip, max_age=GOOD_FOR) == _subject(user, case)
    except BadSignature:
        return False


def _subject(user: User, case: Case) -> str:
    return f"{user.pk}/{case.pk}"
