"""Phone numbers: kept as E.164, shown as people in Slovenia write them."""

import unicodedata
from functools import lru_cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberFormat, shortnumberinfo

REGION = "SI"
# Marks that turn the order of what follows, and blanks without width: a keyboard or a list of
# contacts adds them, and a number that is shown the other way round is another number.
UNSEEN_MARKS = dict.fromkeys(
    (0x061C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
)


def validate_e164(value: str) -> None:
    """Raises ValidationError unless the number is valid and written as E.164 (ITU-T E.164)."""
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_("Write the number as +386 and digits, without spaces.")) from error
    if phonenumbers.format_number(number, PhoneNumberFormat.E164) != value:
        raise ValidationError(_("Write the number as +386 and digits, without spaces."))
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(_("There is no such number in the numbering plan."))


def validate_emergency_number(value: str) -> None:
    """Raises ValidationError unless the number is an emergency number in Slovenia."""
    if not shortnumberinfo.is_emergency_number(value, REGION):
        raise ValidationError(_("This is not an emergency number in Slovenia."))


def number_is_possible(value: str) -> bool:
    """Whether somebody could dial it; a number without country is one of Slovenia."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value, REGION))
    except phonenumbers.NumberParseException:
        return False


def text_as_dialled(text: str) -> str:
    """The text with digits of every script as 0 to 9, and without marks that turn its order."""
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text.translate(UNSEEN_MARKS)
    )


# Every page shows the same few, and parsing one takes as long as reading it from the database.
@lru_cache(maxsize=64)
def national_format(e164: str) -> str:
    """The number as dialled in Slovenia; a foreign number in its international form."""
    number = phonenumbers.parse(e164)
    if phonenumbers.region_code_for_number(number) != REGION:
        return international_format(e164)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)


def international_format(e164: str) -> str:
    return phonenumbers.format_number(phonenumbers.parse(e164), PhoneNumberFormat.INTERNATIONAL)
