"""Recovery codes: ten on a sheet, each good once, for who has lost her second factor.

A code reads `K7-ABCD-EFGH-IJKL-MNOP`: two characters that say which hash to try, and sixteen
characters of base32 that hold 80 random bits (OWASP ASVS 5.0 6.5.2, 6.5.3).
"""

import secrets
from base64 import b32encode
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from django.db import transaction
from django.utils import timezone

from portal.models.recovery import SELECTOR_CHARACTERS, RecoveryCode, RecoverySheet
from portal.models.user import User

CODES_ON_A_SHEET = 10
SECRET_BYTES = 10
SECRET_CHARACTERS = 16
GROUP = 4
SELECTOR_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ234567"
SEPARATORS = str.maketrans("", "", " -\N{NO-BREAK SPACE}\N{NON-BREAKING HYPHEN}\N{EN DASH}")
# OWASP's least for Argon2id is plenty for secrets that nobody chose.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True)
class DrawnSheet:
    """Codes that nobody holds yet: in clear, and what is kept of them by selector."""

    codes: list[str]
    hashes: dict[str, str]


def recovery_sheet_draw() -> DrawnSheet:
    """Ten fresh codes with their hashes. Takes a second: to be done before a transaction."""
    sheet = DrawnSheet([], {})
    for selector in _selectors():
        secret = b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
        sheet.hashes[selector] = HASHER.hash(secret)
        groups = [secret[start : start + GROUP] for start in range(0, len(secret), GROUP)]
        sheet.codes.append("-".join([selector, *groups]))
    return sheet


@transaction.atomic
def recovery_sheet_make(
    user: User, drawn: DrawnSheet | None = None, *, confirmed: bool = True
) -> list[str]:
    """Give a person fresh codes, in clear, to be shown once; earlier ones are good no more."""
    drawn = drawn or recovery_sheet_draw()
    RecoverySheet.objects.filter(user=user).delete()
    sheet = RecoverySheet.objects.create(user=user, name="recovery", confirmed=confirmed)
    RecoveryCode.objects.bulk_create(
        RecoveryCode(sheet=sheet, selector=selector, secret_hash=secret_hash)
        for selector, secret_hash in drawn.hashes.items()
    )
    return drawn.codes


def is_recovery_code(typed: str) -> bool:
    """Whether something typed has the form of a recovery code."""
    return len(_plain(typed)) == SELECTOR_CHARACTERS + SECRET_CHARACTERS


@transaction.atomic
def recovery_code_spend(user: User, typed: str) -> RecoverySheet | None:
    """The person's sheet when the code is on it and unused; it is used up with this."""
    plain = _plain(typed)
    selector, secret = plain[:SELECTOR_CHARACTERS], plain[SELECTOR_CHARACTERS:]
    code = (
        RecoveryCode.objects.select_for_update()
        .select_related("sheet")
        .filter(sheet__user=user, sheet__confirmed=True, selector=selector, used_at__isnull=True)
        .first()
    )
    if code is None or not _is_secret_of(code, secret):
        return None
    code.used_at = timezone.now()
    code.save(update_fields=["used_at"])
    code.sheet.set_last_used_timestamp()
    return code.sheet


def _is_secret_of(code: RecoveryCode, secret: str) -> bool:
    try:
        return HASHER.verify(code.secret_hash, secret)
    except (VerificationError, InvalidHashError):
        return False


def _selectors() -> list[str]:
    """As many different selectors as there are codes."""
    found: set[str] = set()
    while len(found) < CODES_ON_A_SHEET:
        found.add("".join(secrets.choice(SELECTOR_ALPHABET) for _ in range(SELECTOR_CHARACTERS)))
    return sorted(found)


def _plain(typed: str) -> str:
    return typed.translate(SEPARATORS).upper()
