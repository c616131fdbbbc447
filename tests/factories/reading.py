"""Cards, words and published changes."""

from collections.abc import Callable
from typing import Any

from knowledge.models import GlossaryTerm, PrincipleCard, SectionPage
from knowledge.reading.enums import CardGroup
from knowledge.services import handbook_import
from tests.factories.knowledge import HANDBOOK, read


def make_card(title: str = "Govori počasi", **fields: Any) -> PrincipleCard:
    values = {
        "group": CardGroup.COMMUNICATION,
        "do": "Kratki stavki.",
        "do_not": "Tuje besede.",
        "example": "Povejte mi s svojimi besedami.",
    }
    card: PrincipleCard = PrincipleCard.objects.create(title=title, **(values | fields))
    return card


def make_term(term: str, abbreviation: str = "", meaning: str = "Pomen.") -> GlossaryTerm:
    made: GlossaryTerm = GlossaryTerm.objects.create(
        term=term, abbreviation=abbreviation, meaning=meaning
    )
    return made


def import_changed(change: Callable[[str], str]) -> None:
    handbook_import(actor=None, document=read(change(HANDBOOK)), publish=True)


def write_text(number: str, *paragraphs: str) -> SectionPage:
    """Publish a section with these paragraphs in place of its text."""
    section: SectionPage = SectionPage.objects.get(number=number)
    section.body = [("paragraph", paragraph) for paragraph in paragraphs]
    section.save_revision().publish()
    return section
