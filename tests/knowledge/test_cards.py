"""Principles on cards: for readers, and for the editors who write them."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knowledge.models import GlossaryTerm, HandbookPage, PrincipleCard
from knowledge.reading.enums import CardGroup
from knowledge.services import starter_handbook_load
from portal.doors import Door
from portal.enums import Role
from tests.factories.reading import make_card
from website.services import groups_permit

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
CARDS = "/knowledge/cards/"


def html(client: Client, address: str = CARDS) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def titles(page: str) -> list[str]:
    return re.findall(r'<h3 lang="sl">(.*?)</h3>', page)


def test_cards_stand_in_their_groups_and_order(enter: Enter) -> None:
    make_card("Drugi", position=2)
    make_card("Prvi", position=1)
    make_card("Varnost", group=CardGroup.WORK)
    assert titles(html(enter(Role.VOLUNTEER))) == ["Prvi", "Drugi", "Varnost"]


def test_a_draft_of_a_card_is_not_shown(enter: Enter) -> None:
    card = make_card()
    client = enter(Role.COUNSELLOR)
    assert "Govori počasi" in html(client)
    card.unpublish()
    assert "Govori počasi" not in html(client)


def test_what_an_editor_has_not_published_yet_is_not_shown(enter: Enter) -> None:
    card = make_card()
    card.title = "Nova različica"
    revision = card.save_revision()
    client = enter(Role.COUNSELLOR)
    assert titles(html(client)) == ["Govori počasi"]
    revision.publish()
    assert titles(html(client)) == ["Nova različica"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?group=work", ["Varnost"]),
        ("?q=BESEDE", ["Govori počasi"]),
        ("?q=kratki+nikjer", []),
        ("?group=nonsense", ["Govori počasi", "Varnost"]),
    ],
)
def test_cards_are_filtered_without_script(enter: Enter, query: str, shown: list[str]) -> None:
    make_card()
    make_card("Varnost", group=CardGroup.WORK, do_not="")
    page = html(enter(Role.COUNSELLOR), f"{CARDS}{query}")
    assert titles(page) == shown
    assert "Vse kartice" in page


def test_text_of_a_card_is_escaped(enter: Enter) -> None:
    make_card(example="<script>alert(1)</script>")
    page = html(enter(Role.COUNSELLOR))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_the_key_stands_at_the_link_in_the_navigation_of_every_page(enter: Enter) -> None:
    client = enter(Role.COUNSELLOR)
    for address in ("/", CARDS, "/cases/", "/account/"):
        assert re.search(rf'href="{CARDS}"[^>]* data-key="k"', html(client, address)), address


def test_who_may_not_read_the_cards_has_no_key_for_them(enter: Enter) -> None:
    page = html(enter(Role.ADMINISTRATOR), "/")
    assert "data-sheet" in page
    assert "data-key=" not in page


def test_starter_cards_and_words_come_with_the_starter_handbook_and_are_marked(
    enter: Enter,
) -> None:
    starter_handbook_load(actor=None)
    assert {card.group for card in PrincipleCard.objects.all()} == set(CardGroup)
    assert {"TzL", "PTSM", "CSD", "MDDSZ", "ZRSZ"} <= set(
        GlossaryTerm.objects.values_list("abbreviation", flat=True)
    )
    assert "začetno besedilo" in html(enter(Role.COUNSELLOR))


def test_what_editors_wrote_is_left_alone_by_the_starter(enter: Enter) -> None:
    make_card("Svoja")
    starter_handbook_load(actor=None)
    assert HandbookPage.objects.exists()
    assert titles(html(enter(Role.COUNSELLOR))) == ["Svoja"]


def test_loading_the_starter_twice_adds_nothing() -> None:
    starter_handbook_load(actor=None)
    count = PrincipleCard.objects.count(), GlossaryTerm.objects.count()
    assert min(count) > 5
    starter_handbook_load(actor=None)
    assert (PrincipleCard.objects.count(), GlossaryTerm.objects.count()) == count


@pytest.mark.parametrize("model", ["principlecard", "glossaryterm"])
def test_an_editor_writes_cards_and_words_in_the_cms(enter: Enter, model: str) -> None:
    groups_permit()
    make_card()
    client = enter(Role.EDITOR, door=Door.CMS)
    assert client.get(f"/snippets/knowledge/{model}/").status_code == 200
    assert client.get(f"/snippets/knowledge/{model}/add/").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_cards(enter: Enter) -> None:
    client = enter(Role.COUNSELLOR)
    make_card()
    with CaptureQueriesContext(connection) as few:
        html(client)
    for number in range(20):
        make_card(f"Kartica {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(titles(html(client))) == 21
    assert len(many) == len(few)
