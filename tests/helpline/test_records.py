import datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from helpline.enums import EmergencyService, PhoneLineKind, Weekday
from helpline.models import HoursException, OpeningHours, PhoneLine
from helpline.selectors import helpline_contact, helpline_contact_last_known
from helpline.services import phone_lines_load

pytestmark = pytest.mark.django_db


def hours(weekday: int, opens: int, closes: int) -> OpeningHours:
    return OpeningHours(weekday=weekday, opens=datetime.time(opens), closes=datetime.time(closes))


def test_loading_makes_three_lines_once() -> None:
    phone_lines_load()
    phone_lines_load()
    assert [line.number for line in PhoneLine.objects.all()] == ["", "112", "113"]


def test_loading_again_keeps_the_number_that_was_set() -> None:
    phone_lines_load()
    PhoneLine.objects.filter(kind=PhoneLineKind.OWN).update(number="+38680123456")
    phone_lines_load()
    assert PhoneLine.objects.get(kind=PhoneLineKind.OWN).number == "+38680123456"


def test_own_line_may_have_no_number_but_no_wrong_one() -> None:
    PhoneLine(kind=PhoneLineKind.OWN).full_clean()
    PhoneLine(kind=PhoneLineKind.OWN, number="+38680123456").full_clean()
    with pytest.raises(ValidationError) as refused:
        PhoneLine(kind=PhoneLineKind.OWN, number="080 12 34").full_clean()
    assert set(refused.value.message_dict) == {"number"}


def test_emergency_number_needs_its_service() -> None:
    police = PhoneLine(kind=PhoneLineKind.EMERGENCY, number="113", service=EmergencyService.POLICE)
    police.full_clean()
    police.service = ""
    with pytest.raises(ValidationError):
        police.full_clean()


def test_there_is_one_own_line() -> None:
    phone_lines_load()
    with pytest.raises(IntegrityError), transaction.atomic():
        PhoneLine.objects.create(kind=PhoneLineKind.OWN, number="+38680123456")


@pytest.mark.parametrize(("opens", "closes"), [(12, 15), (8, 10), (10, 12), (6, 0), (16, 18)])
def test_overlapping_hours_are_refused(opens: int, closes: int) -> None:
    hours(Weekday.MONDAY, 9, 13).save()
    hours(Weekday.MONDAY, 17, 0).save()
    hours(Weekday.TUESDAY, opens, closes).full_clean()
    with pytest.raises(ValidationError):
        hours(Weekday.MONDAY, opens, closes).full_clean()


def test_hours_that_touch_are_taken() -> None:
    hours(Weekday.MONDAY, 9, 13).save()
    hours(Weekday.MONDAY, 13, 15).full_clean()
    hours(Weekday.MONDAY, 15, 0).full_clean()


def test_hours_that_end_before_they_begin_are_refused_twice() -> None:
    with pytest.raises(ValidationError):
        hours(Weekday.MONDAY, 13, 9).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        hours(Weekday.MONDAY, 13, 9).save()


def test_exception_has_both_times_or_none() -> None:
    day = datetime.date(2026, 12, 24)
    HoursException(date=day).full_clean()
    HoursException(date=day, opens=datetime.time(9), closes=datetime.time(0)).full_clean()
    with pytest.raises(ValidationError):
        HoursException(date=day, opens=datetime.time(9)).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        HoursException(date=day, closes=datetime.time(9)).save()


def test_contact_takes_three_queries_whatever_is_in_the_tables(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    phone_lines_load()
    with django_assert_num_queries(3):
        helpline_contact()
    PhoneLine.objects.filter(kind=PhoneLineKind.OWN).update(number="+38680123456")
    for weekday in Weekday:
        hours(weekday, 9, 13).save()
        hours(weekday, 16, 20).save()
    for day in range(1, 15):
        HoursException.objects.create(date=datetime.date(2030, 1, day))
    with django_assert_num_queries(3):
        contact = helpline_contact()
    assert contact.state is not None


def test_hours_without_a_number_say_nothing() -> None:
    phone_lines_load()
    hours(Weekday.MONDAY, 9, 13).save()
    contact = helpline_contact()
    assert contact.own is None
    assert contact.state is None
    assert contact.week


def test_last_known_contact_needs_no_database(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    assert helpline_contact_last_known() is None
    phone_lines_load()
    PhoneLine.objects.filter(kind=PhoneLineKind.OWN).update(number="+38680123456")
    helpline_contact()
    with django_assert_num_queries(0):
        contact = helpline_contact_last_known()
    assert contact is not None
    assert contact.own is not None
    assert contact.own.number == "+38680123456"


@pytest.fixture
def numbers_file(settings: Settings, tmp_path: Path) -> Path:
    settings.LAST_NUMBERS_FILE = tmp_path / "deep" / "numbers.json"
    phone_lines_load()
    PhoneLine.objects.filter(kind=PhoneLineKind.OWN).update(number="+38680123456")
    return tmp_path / "deep" / "numbers.json"


def test_a_process_that_starts_without_a_database_knows_the_numbers_shown_last(
    numbers_file: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before = helpline_contact()
    PhoneLine.objects.filter(kind=PhoneLineKind.OWN).update(number="+38612345678")
    helpline_contact()
    cache.clear()
    with django_assert_num_queries(0):
        contact = helpline_contact_last_known()
    assert contact is not None
    assert contact.own is not None
    assert contact.own.number == "+38612345678"
    assert contact.emergency == before.emergency
    # Hours may have changed since.
    assert contact.state is None
    assert not contact.week


def test_the_numbers_are_written_down_once_and_not_with_every_page(numbers_file: Path) -> None:
    helpline_contact()
    written = numbers_file.stat().st_ino
    helpline_contact()
    assert numbers_file.stat().st_ino == written
    PhoneLine.objects.filter(kind=PhoneLineKind.OWN).update(free_of_charge=True)
    helpline_contact()
    assert '"free_of_charge": true' in numbers_file.read_text()


def test_a_file_that_cannot_be_read_or_written_costs_nobody_her_page(
    numbers_file: Path, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    helpline_contact()
    cache.clear()
    assert helpline_contact_last_known()
    cache.clear()
    numbers_file.write_text("[{", encoding="utf-8")
    assert helpline_contact_last_known() is None
    numbers_file.unlink()
    assert helpline_contact_last_known() is None
    settings.LAST_NUMBERS_FILE = numbers_file.parents[1] / "deep" / "file" / "numbers.json"
    (numbers_file.parent / "file").write_text("in the way", encoding="utf-8")
    assert helpline_contact().own is not None
    assert "could not be written down" in caplog.text
