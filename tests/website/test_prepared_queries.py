"""A query that is written once finds what Django's own finds, whatever is asked."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page

from helpline.models import HoursException
from portal.prepared_queries import PreparedQuery
from website.models import HomePage
from website.templatetags.public_page import made_once

PAGE_AT = PreparedQuery[tuple[int, str]](
    lambda code, depth, path: Page.objects.filter(
        locale__language_code=code, depth=depth, url_path__endswith=path
    ).values_list("pk", "title"),
    str, int, str,
)  # fmt: skip


def test_rows_are_those_of_the_ordinary_query_for_each_value(public_site: None) -> None:
    for code, path in (("sl", "/telefon/"), ("en", "/phone/"), ("en", "/telefon/"), ("sl", "/")):
        plain = Page.objects.filter(locale__language_code=code, depth=3, url_path__endswith=path)
        assert PAGE_AT.rows(code, 3, path) == list(plain.values_list("pk", "title"))
    assert PAGE_AT.first("sl", 3, "/telefon/") is not None
    assert PAGE_AT.first("sl", 3, "/phone/") is None


@pytest.mark.parametrize("pattern", ["/telef_n/", "%", "/tele%/", "\\"])
def test_a_value_never_becomes_a_pattern(public_site: None, pattern: str) -> None:
    assert PAGE_AT.rows("sl", 3, "/telefon/")
    assert PAGE_AT.rows("sl", 3, pattern) == []


def test_records_come_whole_and_with_what_they_were_joined_to(public_site: None) -> None:
    homes = PreparedQuery[HomePage](
        lambda key: HomePage.objects.select_related("locale").filter(translation_key=key), uuid.UUID
    )
    home = HomePage.objects.get(locale__language_code="en")
    with CaptureQueriesContext(connection) as captured:
        found = homes.rows(home.translation_key)
        codes = {page.locale.language_code for page in found}
    assert len(captured) == 1
    assert codes == {"sl", "en", "ar"}
    assert home in found
    same = next(page for page in found if page == home)
    assert list(same.body.raw_data) == list(home.body.raw_data)


def test_days_and_numbers_are_put_in_as_the_database_wants_them(db: None) -> None:
    day = datetime.date(2026, 12, 24)
    HoursException.objects.create(date=day)
    locale = Locale.objects.create(language_code="en")
    later = PreparedQuery[HoursException](
        lambda day: HoursException.objects.filter(date__gte=day), datetime.date
    )
    by_number = PreparedQuery[Locale](lambda pk: Locale.objects.filter(pk=pk), int)
    assert [exception.date for exception in later.rows(day)] == [day]
    assert later.rows(day + datetime.timedelta(days=1)) == []
    assert by_number.first(locale.pk) == locale
    assert by_number.first(locale.pk + 1) is None


def test_a_piece_is_made_once_and_never_of_a_record(public_site: None) -> None:
    values = {"icon": "key", "heading": "<b>Ena</b>", "text": "dve"}
    piece = made_once("website/includes/point.html", **values)
    assert "&lt;b&gt;Ena&lt;/b&gt;" in piece
    assert made_once("website/includes/point.html", **values) is piece
    assert "tri" in made_once("website/includes/point.html", **values | {"text": "tri"})
    with pytest.raises(TypeError):
        made_once("website/includes/point.html", page=HomePage.objects.first())
