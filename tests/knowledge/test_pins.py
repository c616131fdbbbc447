"""Pins: what a person keeps at hand, in her own order, for herself alone."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knowledge.models import LegalArticlePage, Pin, SectionPage
from knowledge.reading.enums import Direction, TargetKind
from knowledge.reading.selectors import Target, pins_of, target_of
from knowledge.reading.services import MOST_PINS, TooManyPinsError, pin_add, pin_move
from knowledge.services import handbook_import
from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.factories.knowledge import HANDBOOK, read
from tests.factories.reading import make_card
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

People = Callable[..., User]
NEW = "/knowledge/pins/new/"
ARTICLE = "/knowledge/law/zakon-o-knjiznicah/7/"


@pytest.fixture(autouse=True)
def _handbook() -> None:
    handbook_import(actor=None, document=read(HANDBOOK), publish=True)


@pytest.fixture
def reader(person: People) -> User:
    return person(Role.COUNSELLOR)


@pytest.fixture
def client(reader: User) -> Client:
    return sign_in(reader, Door.PORTAL)


def key_of(number: str) -> int:
    return int(SectionPage.objects.get(number=number).pk)


def target(user: User, number: str) -> Target:
    found = target_of(user, TargetKind.SECTION, key_of(number))
    assert found is not None
    return found


def titles(user: User) -> list[str]:
    return [row.target.title if row.target else "" for row in pins_of(user)]


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_section_is_pinned_and_unpinned_where_it_is_read(client: Client, reader: User) -> None:
    address = "/knowledge/handbook/prirocnik/2.1/"
    response = client.post(NEW, {"kind": "section", "key": key_of("2.1")})
    assert response.headers["Location"] == address
    assert titles(reader) == ["2.1 Tečaj jezika"]
    undo = re.search(r'action="(/knowledge/pins/\d+/delete/)"', page_of(client, address))
    assert undo
    assert client.post(undo[1], {"next": address}).headers["Location"] == address
    assert titles(reader) == []


def test_an_article_its_paragraph_and_a_card_are_pinned(client: Client, reader: User) -> None:
    article, card = LegalArticlePage.objects.get(), make_card()
    for fields in (
        {"kind": "article", "key": article.pk},
        {"kind": "article", "key": article.pk, "paragraph": 2},
        {"kind": "card", "key": card.pk},
    ):
        assert client.post(NEW, fields).status_code == 302
    assert [row.target.url for row in pins_of(reader) if row.target] == [
        ARTICLE,
        f"{ARTICLE}#odst-2",
        f"/knowledge/cards/#card-{card.pk}",
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "section", "key": "999999"},
        {"kind": "section", "key": "1", "paragraph": "-1"},
        {"kind": "nonsense", "key": "1"},
        {"kind": "card", "key": "1"},
        {},
    ],
)
def test_what_is_not_there_is_not_pinned(client: Client, fields: dict[str, str]) -> None:
    assert client.post(NEW, fields).status_code == 404
    assert Pin.objects.count() == 0


def test_neither_a_draft_nor_a_missing_paragraph_is_pinned(client: Client) -> None:
    article = LegalArticlePage.objects.get()
    fields = {"kind": "article", "key": article.pk, "paragraph": 9}
    assert client.post(NEW, fields).status_code == 404
    key = key_of("2.2")
    SectionPage.objects.get(pk=key).unpublish()
    assert client.post(NEW, {"kind": "section", "key": key}).status_code == 404


def test_pinning_twice_pins_once(reader: User) -> None:
    pin_add(actor=reader, target=target(reader, "2.1"))
    pin_add(actor=reader, target=target(reader, "2.1"))
    assert len(titles(reader)) == 1


def test_pins_stand_on_the_first_page_and_under_knowledge(client: Client, reader: User) -> None:
    pages = ("/", "/knowledge/")
    assert not any("Vaše pripete strani" in page_of(client, page) for page in pages)
    pin_add(actor=reader, target=target(reader, "2.1"))
    assert all("Vaše pripete strani" in page_of(client, page) for page in pages)


def test_the_order_is_hers(client: Client, reader: User) -> None:
    for number in ("1", "2.1", "2.2"):
        pin_add(actor=reader, target=target(reader, number))
    last = pins_of(reader)[-1].pin
    assert client.post(f"/knowledge/pins/{last.pk}/move/", {"direction": "up"}).status_code == 302
    assert titles(reader) == ["1 Sprejem osebe", "2.2 Iskanje službe", "2.1 Tečaj jezika"]
    first = pins_of(reader)[0].pin
    pin_move(actor=reader, pin=first, direction=Direction.UP)
    assert titles(reader)[0] == "1 Sprejem osebe"
    pin_move(actor=reader, pin=first, direction=Direction.DOWN)
    assert titles(reader) == ["2.2 Iskanje službe", "1 Sprejem osebe", "2.1 Tečaj jezika"]


def test_nobody_sees_or_touches_the_pins_of_others(
    client: Client, reader: User, person: People
) -> None:
    other = person(Role.COUNSELLOR)
    pin = pin_add(actor=other, target=target(other, "2.1"))
    assert "Vaše pripete strani" not in page_of(client, "/knowledge/")
    for what in ("delete", "move"):
        address = f"/knowledge/pins/{pin.pk}/{what}/"
        assert client.post(address, {"direction": "up"}).status_code == 404
    assert titles(other) == ["2.1 Tečaj jezika"]


def test_a_pin_on_what_is_no_longer_published_tells_nothing_of_it(
    client: Client, reader: User
) -> None:
    pin_add(actor=reader, target=target(reader, "2.2"))
    assert "Iskanje službe" in page_of(client, "/")
    SectionPage.objects.get(number="2.2").unpublish()
    page = page_of(client, "/")
    assert "Iskanje službe" not in page
    assert "Besedilo, ki ni več objavljeno" in page


def test_there_is_an_end_to_pins(client: Client, reader: User) -> None:
    cards = [make_card(f"Kartica {number}") for number in range(MOST_PINS)]
    Pin.objects.bulk_create(
        Pin(user=reader, card=card, position=number) for number, card in enumerate(cards)
    )
    with pytest.raises(TooManyPinsError):
        pin_add(actor=reader, target=target(reader, "2.1"))
    response = client.post(NEW, {"kind": "section", "key": key_of("2.1")}, follow=True)
    assert f"Pripetih imate že {MOST_PINS}" in response.content.decode()
    assert Pin.objects.count() == MOST_PINS


def test_unpinning_leads_nowhere_else(client: Client, reader: User) -> None:
    pin = pin_add(actor=reader, target=target(reader, "2.1"))
    address = f"/knowledge/pins/{pin.pk}/delete/"
    assert client.post(address, {"next": "//evil.example"}).headers["Location"] == "/"


def test_the_number_of_queries_does_not_grow_with_the_pins(reader: User) -> None:
    article = target_of(reader, TargetKind.ARTICLE, LegalArticlePage.objects.get().pk, 2)
    card = target_of(reader, TargetKind.CARD, make_card().pk)
    assert article
    assert card
    for each in (article, card, target(reader, "1")):
        pin_add(actor=reader, target=each)
    with CaptureQueriesContext(connection) as few:
        assert len(pins_of(reader)) == 3
    for number in range(10):
        each = target_of(reader, TargetKind.CARD, make_card(f"Kartica {number}").pk)
        assert each
        pin_add(actor=reader, target=each)
    pin_add(actor=reader, target=target(reader, "2.1"))
    with CaptureQueriesContext(connection) as many:
        assert len(pins_of(reader)) == 14
    assert len(many) == len(few)
