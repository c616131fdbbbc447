"""What the privacy page claims, from the settings that make it true."""

from dataclasses import dataclass

from django.conf import settings

from helpline.enums import LetterKind
from helpline.retention import letters_kept


@dataclass(frozen=True)
class PrivacyClaims:
    """Figures of the privacy page; days unless said otherwise."""

    cookies: int
    log: int
    call_back_after_end: int
    call_back_at_most: int
    referral_at_most: int
    suspicion_at_most: int


def privacy_claims() -> PrivacyClaims:
    call_back = letters_kept(LetterKind.CALL_BACK)
    return PrivacyClaims(
        # The public door has no middleware that could set one (`config.middleware`).
        cookies=0,
        log=settings.LOG_DAYS_AT_MOST,
        call_back_after_end=call_back.after_end.days,
        call_back_at_most=call_back.at_most.days,
        referral_at_most=letters_kept(LetterKind.REFERRAL).at_most.days,
        suspicion_at_most=letters_kept(LetterKind.SUSPICION).at_most.days,
    )
