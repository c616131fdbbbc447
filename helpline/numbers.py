"""Phone numbers: kept as E.164, shown as people in Slovenia write them."""

from functools import lru_cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberFormat, shortnumberinfo

REGION = "SI"


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
