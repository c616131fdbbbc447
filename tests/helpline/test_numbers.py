import pytest
from django.core.exceptions import ValidationError

from helpline.numbers import (
    international_format,
    national_format,
    validate_e164,
    validate_emergency_number,
)


@pytest.mark.parametrize("number", ["+38612345678", "+38680123456", "+4930123456"])
def test_valid_numbers_are_taken(number: str) -> None:
    validate_e164(number)


@pytest.mark.parametrize(
    "number",
    ["080 12 34", "080123456", "00386 1 234 56 78", "+386 1 2345678", "+3861", "112", "abc", "+"],
)
def test_other_ways_of_writing_are_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        validate_e164(number)


@pytest.mark.parametrize("number", ["112", "113"])
def test_emergency_numbers_of_slovenia_are_taken(number: str) -> None:
    validate_emergency_number(number)


@pytest.mark.parametrize("number", ["911", "", "080", "+386112"])
def test_other_emergency_numbers_are_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        validate_emergency_number(number)


def test_number_is_shown_as_people_dial_it() -> None:
    assert national_format("+38612345678") == "(01) 234 56 78"
    assert national_format("+38680123456") == "080 123456"
    assert international_format("+38612345678") == "+386 1 234 56 78"


def test_foreign_number_keeps_its_country() -> None:
    assert national_format("+4930123456") == "+49 30 123456"
