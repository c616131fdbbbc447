"""What a reader sees of cards, glossary, her own pins and her questions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from knowledge.addresses import article_address, paragraph_address, section_address
from knowledge.models import (
    GlossaryTerm,
    HandbookPage,
    LegalActPage,
    LegalArticlePage,
    Pin,
    PrincipleCard,
    SectionPage,
    UnclearNote,
)
from knowledge.policies import user_can_read_knowledge
from knowledge.reading.enums import CardGroup, TargetKind, UnclearState
from portal.models import User

CARDS_ADDRESS = "/knowledge/cards/"
# Pages of the restricted tree lie below root, knowledge and handbook (or act).
_DOCUMENT_DEPTH = 3
OPEN_NOTES_SHOWN = 5
CARDS_IN_A_ROW = 3


@dataclass(frozen=True)
class Target:
    """Something that can be pinned or called unclear. `paragraph`: 0 for the whole."""

    kind: TargetKind
    key: int
    title: str
    url: str
    paragraph: int = 0

    @property
    def columns(self) -> dict[str, Any]:
        if self.kind == TargetKind.CARD:
            return {"page_id": None, "card_id": self.key, "paragraph": 0}
        return {"page_id": self.key, "card_id": None, "paragraph": self.paragraph}


@dataclass(frozen=True)
class PinRow:
    """A pin as its owner sees it; without a target when that is no longer published."""

    pin: Pin
    target: Target | None


@dataclass(frozen=True)
class Answer:
    note: UnclearNote
    target: Target | None


@dataclass(frozen=True)
class CardGroupScreen:
    group: CardGroup
    cards: list[PrincipleCard]

    @property
    def rows(self) -> list[list[PrincipleCard | None]]:
        """Three beside one another, as on paper; the last row filled up with None."""
        filled = [*self.cards, *[None] * (-len(self.cards) % CARDS_IN_A_ROW)]
        starts = range(0, len(filled), CARDS_IN_A_ROW)
        return [filled[start : start + CARDS_IN_A_ROW] for start in starts]


@dataclass(frozen=True)
class CardsScreen:
    """The cards that fit the filter, by group; `pins`: the person's pins by card."""

    groups: list[CardGroupScreen]
    pins: dict[int, Pin]
    is_filtered: bool

    @property
    def has_starter(self) -> bool:
        return any(card.is_starter for shown in self.groups for card in shown.cards)


def target_of(user: User, kind: str, key: int, paragraph: int = 0) -> Target | None:
    """What a form names, when this person may read it."""
    if kind == TargetKind.CARD:
        return _card_targets(user, [key]).get(key)
    if kind not in {TargetKind.SECTION, TargetKind.ARTICLE}:
        return None
    target = _page_targets(user, [key]).get(key)
    if target is None or target.kind != kind:
        return None
    return _paragraph_target(target, paragraph) if paragraph else target


def pins_of(user: User) -> list[PinRow]:
    """A person's pins in her own order."""
    pins = list(Pin.objects.filter(user=user))
    targets = _targets(user, pins)
    return [PinRow(pin, targets.get(pin.pk)) for pin in pins]


def page_pins(user: User, page: Page) -> dict[int, Pin]:
    """A person's pins on a page and its paragraphs, by paragraph."""
    return {pin.paragraph: pin for pin in Pin.objects.filter(user=user, page=page)}


def pin_of(user: User, pin_id: int) -> Pin | None:
    return Pin.objects.filter(user=user, pk=pin_id).first()


def answers_for(user: User) -> list[Answer]:
    """What the editors answered to a person, until she has read it."""
    notes = list(UnclearNote.objects.filter(asked_by=user, state=UnclearState.ANSWERED))
    targets = _targets(user, notes)
    return [Answer(note, targets.get(note.pk)) for note in notes]


def answer_of(user: User, note_id: int) -> UnclearNote | None:
    notes = UnclearNote.objects.filter(asked_by=user, state=UnclearState.ANSWERED)
    return notes.filter(pk=note_id).first()


def notes_open() -> list[UnclearNote]:
    """The unclear places that wait for the editors, the latest first."""
    return list(UnclearNote.objects.filter(state=UnclearState.OPEN).order_by("-asked_at"))


def cards_screen(user: User, group: str = "", words: str = "") -> CardsScreen:
    """The published cards, only those of a group or with certain words where that is asked."""
    cards = [card for card in cards_of(user) if _card_fits(card, group, words)]
    groups = [
        CardGroupScreen(each, [card for card in cards if card.group == each]) for each in CardGroup
    ]
    return CardsScreen(
        groups=[shown for shown in groups if shown.cards],
        pins={pin.card_id: pin for pin in Pin.objects.filter(user=user) if pin.card_id},
        is_filtered=bool(group or words.strip()),
    )


def cards_of(user: User) -> list[PrincipleCard]:
    if not user_can_read_knowledge(user):
        return []
    return list(PrincipleCard.objects.filter(live=True))


def glossary_of(user: User) -> list[GlossaryTerm]:
    """All terms in the order in which a reader looks them up."""
    if not user_can_read_knowledge(user):
        return []
    terms = GlossaryTerm.objects.all()
    return sorted(terms, key=lambda term: (term.abbreviation or term.term).casefold())


def _card_fits(card: PrincipleCard, group: str, words: str) -> bool:
    texts = (card.title, card.do, card.do_not, card.example, card.example_other)
    text = " ".join(texts).casefold()
    is_of_group = group not in CardGroup.values or card.group == group
    return is_of_group and all(word in text for word in words.casefold().split())


def _targets(user: User, rows: Iterable[Any]) -> dict[int, Target]:
    """What pins or notes stand on, by their key, in a number of queries that does not grow."""
    rows = list(rows)
    pages = _page_targets(user, {row.page_id for row in rows if row.page_id})
    cards = _card_targets(user, {row.card_id for row in rows if row.card_id})
    paragraphs = _paragraphs({(row.page_id, row.paragraph) for row in rows if row.paragraph})
    found = {}
    for row in rows:
        target = pages.get(row.page_id) or cards.get(row.card_id)
        if target is not None and row.paragraph:
            is_there = (row.page_id, row.paragraph) in paragraphs
            target = _with_paragraph(target, row.paragraph) if is_there else None
        if target is not None:
            found[row.pk] = target
    return found


def _page_targets(user: User, keys: Iterable[int]) -> dict[int, Target]:
    keys = list(keys)
    sections = list(SectionPage.objects.readable_by(user).filter(pk__in=keys)) if keys else []
    articles = list(LegalArticlePage.objects.readable_by(user).filter(pk__in=keys)) if keys else []
    if not sections and not articles:
        return {}
    handbooks = {page.path: page for page in HandbookPage.objects.readable_by(user)}
    acts = {page.path: page for page in LegalActPage.objects.readable_by(user)}
    found = {}
    for section in sections:
        handbook = handbooks.get(section.path[: _DOCUMENT_DEPTH * Page.steplen])
        if handbook is not None:
            title = f"{section.number} {section.title}"
            url = section_address(handbook.slug, section.number)
            found[section.pk] = Target(TargetKind.SECTION, section.pk, title, url)
    for article in articles:
        act = acts.get(article.path[: -Page.steplen])
        if act is not None:
            title = f"{act.title}, {article.title}"
            url = article_address(act.slug, article.number)
            found[article.pk] = Target(TargetKind.ARTICLE, article.pk, title, url)
    return found


def _card_targets(user: User, keys: Iterable[int]) -> dict[int, Target]:
    keys = list(keys)
    if not keys or not user_can_read_knowledge(user):
        return {}
    return {
        card.pk: Target(TargetKind.CARD, card.pk, card.title, f"{CARDS_ADDRESS}#card-{card.pk}")
        for card in PrincipleCard.objects.filter(live=True, pk__in=keys)
    }


def _paragraph_target(target: Target, paragraph: int) -> Target | None:
    is_there = bool(_paragraphs({(target.key, paragraph)}))
    is_article = target.kind == TargetKind.ARTICLE
    return _with_paragraph(target, paragraph) if is_article and is_there else None


def _paragraphs(wanted: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of the paragraphs of law that are there."""
    if not wanted:
        return set()
    articles = LegalArticlePage.objects.filter(pk__in={page_id for page_id, _number in wanted})
    return wanted & {
        (article.pk, paragraph.number)
        for article in articles.prefetch_related("wordings__paragraphs")
        for paragraph in article.paragraphs.all()
    }


def _with_paragraph(target: Target, paragraph: int) -> Target:
    _handbook, _act, slug, number = target.url.strip("/").split("/")
    url = paragraph_address(slug, number, paragraph)
    return Target(target.kind, target.key, f"{target.title}, {paragraph}. odstavek", url, paragraph)
