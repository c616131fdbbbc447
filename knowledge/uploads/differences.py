"""What an import would change, page by page, before it changes anything."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from knowledge.content import (
    article_content,
    fingerprint,
    own_content,
    page_state,
    section_content,
)
from knowledge.enums import ImportState
from knowledge.importing.structure import (
    HandbookDocument,
    LegalArticle,
    Piece,
    Section,
    document_pieces,
    piece_label,
    without_note_marks,
)
from knowledge.models import HandbookPage, LegalArticlePage, SectionPage
from knowledge.selectors import acts_by_article
from knowledge.word_differences import Part, words_compare

# Comparing word by word takes the square of a text's length.
LONGEST_COMPARED = 12_000


@dataclass(frozen=True)
class Difference:
    """`held`: the fingerprint of the page as it was compared.

    `changes`: its words beside those of the document.
    """

    label: str
    title: str
    state: ImportState
    held: str = ""
    changes: tuple[Part, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def document_differences(document: HandbookDocument, handbook_slug: str) -> list[Difference]:
    """A difference for each section and article, in reading order, then what is missing."""
    handbook = HandbookPage.objects.filter(slug=handbook_slug).first()
    sections: dict[str, SectionPage] = {}
    if handbook is not None:
        pages = SectionPage.objects.descendant_of(handbook).order_by("path")
        sections = {page.number: page for page in pages}
    comparison = _Comparison(sections)
    differences = [comparison.difference(piece) for piece in document_pieces(document)]
    kept = {section.number for section in document.walk()}
    missing = [
        Difference(number, page.draft_title, ImportState.MISSING)
        for number, page in sections.items()
        if number not in kept
    ]
    return [*differences, *missing]


class _Comparison:
    def __init__(self, sections: dict[str, SectionPage]) -> None:
        self._sections = sections
        self._acts = acts_by_article()
        articles = LegalArticlePage.objects.in_bulk(list(self._acts))
        self._articles = {
            (self._acts[pk], article.number): article for pk, article in articles.items()
        }

    def difference(self, piece: Piece) -> Difference:
        label, title = piece_label(piece), _title(piece)
        page = self._page(piece)
        if page is None:
            return Difference(label, title, ImportState.CREATED)
        latest = page.get_latest_revision_as_object()
        old = self._held(latest, piece)
        new = own_content(piece) if isinstance(piece, Section) else piece
        held = fingerprint(old)
        state = page_state(held, fingerprint(new), latest.imported_fingerprint)
        if state is ImportState.UNCHANGED:
            return Difference(label, title, state, held)
        return Difference(label, title, state, held, tuple(changes_between(_text(old), _text(new))))

    def _page(self, piece: Piece) -> Any:
        if isinstance(piece, LegalArticle):
            return self._articles.get((piece.act, piece.number))
        return self._sections.get(piece.number)

    def _held(self, latest: Any, piece: Piece) -> Piece:
        if isinstance(piece, LegalArticle):
            return article_content(latest, piece.act)
        return section_content(latest, self._acts)


def changes_between(old: str, new: str) -> Iterator[Part]:
    """What stays, what goes and what comes, word by word; nothing where the texts are too long."""
    if max(len(old), len(new)) <= LONGEST_COMPARED:
        yield from words_compare(old, new)


def _title(piece: Piece) -> str:
    return "" if isinstance(piece, LegalArticle) else without_note_marks(piece.title)


def _text(piece: Piece) -> str:
    if isinstance(piece, LegalArticle):
        return "\n".join(f"({p.number}) {p.plain_text()}" for p in piece.paragraphs)
    notes = [f"{note.number} {note.text}" for note in piece.notes]
    return "\n".join(filter(None, [piece.title, piece.plain_text(), *notes]))
