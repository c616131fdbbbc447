import datetime

import pytest
import time_machine

from helpline.enums import Weekday
from helpline.models import OpeningHours, PhoneLine
from tests.website.conftest import ALL_PATHS, LANGUAGES, PATHS, Visit
from tests.website.html import Document, read

OWN = "tel:+38680123456"
NOT_SET = {
    "sl": "Naša številka še ni določena.",
    "en": "Our number is not set yet.",
    "ar": "لم يُحدَّد رقمنا بعد.",
}
# A Monday; Slovenia is one hour ahead of UTC.
MONDAY_NOON = datetime.datetime(2026, 11, 23, 11, 0, tzinfo=datetime.UTC)


def hero_text(document: Document) -> str:
    return " ".join(document.one("div", **{"class": "hero"}).text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_that_is_not_set_is_said_in_every_language(visit: Visit, language: str) -> None:
    for path in PATHS[language]:
        document = read(visit(path))
        assert NOT_SET[language] in document.one("main").text
        assert {"tel:112", "tel:113"} <= set(document.links)
        assert not [link for link in document.links if link.startswith("tel:+")]


def test_one_record_puts_the_number_on_every_page(visit: Visit, own_number: PhoneLine) -> None:
    for path in (*ALL_PATHS, "/", "/sl/ni-tu/"):
        document = read(visit(path))
        call = document.one("a", **{"class": "call"})
        assert call.attributes["href"] == OWN
        assert "080 123456" in call.text
        assert not any(text in document.one("main").text for text in NOT_SET.values())


def test_number_is_isolated_from_the_direction_of_the_text(
    visit: Visit, own_number: PhoneLine
) -> None:
    isolated = [bdi.text for bdi in read(visit("/ar/")).all("bdi", dir="ltr")]
    assert isolated[:3] == ["080 123456", "112", "113"]


def test_changed_number_is_public_at_once(visit: Visit, own_number: PhoneLine) -> None:
    assert OWN in read(visit("/ar/huquq/")).links
    own_number.number = "+38612345678"
    own_number.save()
    assert OWN not in read(visit("/ar/huquq/")).links
    assert "tel:+38612345678" in read(visit("/ar/huquq/")).links


def test_hours_that_are_not_set_are_said(visit: Visit, own_number: PhoneLine) -> None:
    assert "The hours are not set yet." in hero_text(read(visit("/en/")))
    OpeningHours.objects.create(
        weekday=Weekday.MONDAY, opens=datetime.time(9), closes=datetime.time(20)
    )
    assert "The hours are not set yet." not in hero_text(read(visit("/en/")))


@pytest.mark.parametrize(
    ("language", "now"),
    [("sl", "Oglasimo se zdaj, do 20:00."), ("en", "We answer now, until 20:00.")],
)
def test_open_line_says_until_when(
    visit: Visit, own_number: PhoneLine, language: str, now: str
) -> None:
    OpeningHours.objects.create(
        weekday=Weekday.MONDAY, opens=datetime.time(9), closes=datetime.time(20)
    )
    with time_machine.travel(MONDAY_NOON, tick=False):
        text = hero_text(read(visit(f"/{language}/")))
    assert now in text
    assert "12:00" in text


def test_closed_line_says_when_it_is_answered_again(visit: Visit, own_number: PhoneLine) -> None:
    OpeningHours.objects.create(
        weekday=Weekday.TUESDAY, opens=datetime.time(9), closes=datetime.time(20)
    )
    with time_machine.travel(MONDAY_NOON, tick=False):
        assert "We answer again: Tuesday, 09:00." in hero_text(read(visit("/en/")))
        assert "نرد مجددًا: الثلاثاء، 09:00." in hero_text(read(visit("/ar/")))


def test_hours_page_lists_the_week_in_latin_digits(visit: Visit, own_number: PhoneLine) -> None:
    OpeningHours.objects.create(
        weekday=Weekday.MONDAY, opens=datetime.time(9), closes=datetime.time(0)
    )
    table = read(visit("/ar/hatif/")).one("table")
    assert "09:00–24:00" in table.text
    assert table.text.count("مغلق") == 6


def test_free_of_charge_is_said_only_when_the_record_says_it(
    visit: Visit, own_number: PhoneLine
) -> None:
    def own_section() -> str:
        sections = read(visit("/en/phone/")).all("section")
        return next(section.text for section in sections if "Our number" in section.text)

    assert "free of charge" not in own_section()
    own_number.free_of_charge = True
    own_number.save()
    assert "free of charge" in own_section()
