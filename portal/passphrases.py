"""What a passphrase has to be (OWASP ASVS 5.0 6.2): long, not known, not about us. Nothing else."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

# Rows of the Slovene keyboard, and words that people here begin with: zxcvbn knows neither.
GUESSED_HERE = (
    "qwertzuiopšđ", "qwertzuiop", "asdfghjklčćž", "asdfghjkl", "yxcvbnm", "mojegeslo",
    "dobrodosli", "dobrodošli", "pozdravljeni", "slovenec", "slovenka", "ljubica", "ljubček",
    "januar", "februar", "marec", "april", "junij", "julij", "avgust", "september", "oktober",
    "november", "december", "ponedeljek", "torek", "sreda", "četrtek", "petek", "sobota", "nedelja",
    "mamica", "prijatelj",
    # Whole sentences that everybody knows, without their blanks.
    "živenajvsinarodi", "kihrepenedočakatdan", "očenaškisivnebesih", "dobrojutroslovenija",
    "mojamamajenajboljša", "slovenijamojadežela", "doberdankakosi", "dobervečerkakosi",
    "dobrojutrokakosi", "radateimam", "radteimam",
)  # fmt: skip
# Of everyday sentences, greetings, prayers and songs, with and without carons.
EVERYDAY_WORDS = Path(__file__).with_name("everyday_words.txt")
WITHOUT_CARONS = str.maketrans("čšž", "csz")
MIN_LENGTH, MAX_LENGTH = 15, 128
# The highest of zxcvbn's five steps: at least 10^10 tries.
LEAST_SCORE = 4
FEWEST_DIFFERENT_CHARACTERS = 6
# What has to be left of a passphrase without the names of the organisation.
LEAST_BESIDE_NAMES = 8
NOT_LETTERS = re.compile(r"[\W\d_]+")


def passphrase_confirm(passphrase: str, user: Any, *, field: str) -> None:
    """Raises ValidationError, on the named form field, when the passphrase is too weak."""
    try:
        password_validation.validate_password(passphrase, user)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error


class MinimumLengthValidator:
    """Length is what counts (ASVS 6.2.1). Django's own has no Slovene words."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < MIN_LENGTH:
            raise ValidationError(
                _("Use %(least)d characters at least.") % {"least": MIN_LENGTH}, code="too_short"
            )

    def get_help_text(self) -> str:
        return ""


class MaximumLengthValidator:
    """A hash of a megabyte keeps a processor busy (ASVS 6.2.9 asks for 64 at least)."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > MAX_LENGTH:
            raise ValidationError(
                _("Use %(most)d characters at most.") % {"most": MAX_LENGTH}, code="too_long"
            )

    def get_help_text(self) -> str:
        return ""


class RepetitionValidator:
    """Refuses length that is made of few characters, or of one known word over and over."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(set(password.casefold())) < FEWEST_DIFFERENT_CHARACTERS or _is_padded(password):
            raise ValidationError(
                _("This is one known word or a few characters, repeated. Take several words."),
                code="repeated",
            )

    def get_help_text(self) -> str:
        return ""


class OrganisationNameValidator:
    """Refuses what is little more than the organisation's or the program's name (ASVS 6.2.11)."""

    def validate(self, password: str, user: Any = None) -> None:
        whole = rest = password.casefold()
        for name in settings.NAMES_NOT_IN_PASSPHRASES:
            rest = rest.replace(name.casefold(), "")
        if rest != whole and len(NOT_LETTERS.sub("", rest)) < LEAST_BESIDE_NAMES:
            raise ValidationError(
                _("Beside our own names there is too little in it. Take other words."),
                code="our_names",
            )

    def get_help_text(self) -> str:
        return ""


class GuessableValidator:
    """Refuses rows of the keyboard, series, dates and known words put together (ASVS 6.2.4).

    zxcvbn estimates the tries of a guesser who knows those ways and the person's own names.
    """

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < MIN_LENGTH:
            # That is said already.
            return
        known = [getattr(user, name, "") for name in ("username", "first_name", "email")]
        names = [*filter(None, known), *settings.NAMES_NOT_IN_PASSPHRASES, *_words_guessed_here()]
        # Blanks between known words are no secret.
        words = "".join(password[:MAX_LENGTH].split())
        estimate = zxcvbn(words, user_inputs=names, max_length=MAX_LENGTH)
        if estimate["score"] < LEAST_SCORE:
            raise ValidationError(
                _("This is easy to guess: a row of keys, a series or a known word. Take several."),
                code="guessable",
            )

    def get_help_text(self) -> str:
        return ""


@cache
def _words_guessed_here() -> list[str]:
    """Most usual first: their place counts."""
    words = [*EVERYDAY_WORDS.read_text(encoding="utf-8").split(), *GUESSED_HERE]
    return list(
        dict.fromkeys(form for word in words for form in (word, word.translate(WITHOUT_CARONS)))
    )


def _is_padded(password: str) -> bool:
    """One common password, repeated or filled up with digits and signs."""
    letters = NOT_LETTERS.sub("", password.casefold())
    common = CommonPasswordValidator().passwords
    unit = next(
        (
            letters[:size]
            for size in range(1, len(letters) // 2 + 1)
            if len(letters) % size == 0 and letters[:size] * (len(letters) // size) == letters
        ),
        letters,
    )
    return not unit or unit in common
