import io
import json
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client

from knowledge.models import LegalArticlePage, SectionPage
from knowledge.numbers import number_order, validate_article_number, validate_section_number
from knowledge.services import handbook_import
from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.factories.knowledge import HANDBOOK, read
from tests.sign_in import sign_in

People = Callable[..., User]


@pytest.fixture
def _handbook(db: None) -> None:
    handbook_import(actor=None, document=read(HANDBOOK), publish=True)


def edit_form(client: Client, page: SectionPage, number: str) -> str:
    data = {
        "number": number, "title": page.title, "slug": page.slug, "body-count": "0",
        "notes-TOTAL_FORMS": "0", "notes-INITIAL_FORMS": "0", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0", "action-publish": "1",
    }  # fmt: skip
    return client.post(f"/pages/{page.pk}/edit/", data).content.decode()


def test_numbers_are_put_in_the_order_of_reading() -> None:
    numbers = ["3.10", "3.9", "50a", "50", "3", "50/10", "50/9", "3²", "x"]
    ordered = sorted(numbers, key=number_order)
    assert ordered == ["x", "3", "3.9", "3.10", "3²", "50", "50/9", "50/10", "50a"]


@pytest.mark.parametrize("number", ["3²", "1/2", "?x", "#y", "../../cases", "3.", "", "٣"])
def test_what_is_no_section_number_is_refused(number: str) -> None:
    validate_section_number("3.3.1")
    with pytest.raises(ValidationError):
        validate_section_number(number)


@pytest.mark.parametrize(("number", "is_one"), [("50", True), ("38.a", True), ("50/1", False)])
def test_articles_may_carry_a_letter(number: str, is_one: bool) -> None:
    if is_one:
        validate_article_number(number)
    else:
        with pytest.raises(ValidationError):
            validate_article_number(number)


@pytest.mark.usefixtures("_handbook")
def test_an_editor_cannot_give_a_number_twice_or_one_that_is_none(person: People) -> None:
    client = sign_in(person(Role.EDITOR), Door.CMS)
    page = SectionPage.objects.get(number="2.1")
    assert "To številko ima že drug razdelek" in edit_form(client, page, "1")
    assert "brez pike na koncu" in edit_form(client, page, "3²")
    assert SectionPage.objects.get(pk=page.pk).number == "2.1"


@pytest.mark.usefixtures("_handbook")
def test_a_section_can_be_read_after_the_article_it_quotes_is_gone(person: People) -> None:
    client = sign_in(person(Role.VOLUNTEER), Door.PORTAL)
    path = "/knowledge/handbook/prirocnik/2.1/"
    assert "law-excerpt" in client.get(path).content.decode()
    LegalArticlePage.objects.get().delete()
    page = client.get(path)
    assert page.status_code == 200
    assert "ni več" in page.content.decode()
    exported = io.StringIO()
    call_command("export_handbook", "--json", stdout=exported)
    assert "2.1" in {entry["number"] for entry in json.loads(exported.getvalue())}
