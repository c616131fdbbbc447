"""What an import would change, page by page, before it changes anything."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from wagtail.models import Page

from knowledge.content import (
    article_content,
    fingerprint,
    own_content,
    section_content,
)
from knowledge.enums import ImportState
from knowledge.import_decisions import SectionsFound, page_state
from knowledge.importing.structure import (
    HandbookDocument,
    LegalArticle,
    Piece,
    Section,
    document_pieces,
    piece_label,
    without_note_marks,
)
from knowledge.models import HandbookPage, LegalArticlePage
from knowledge.selectors import acts_by_article
from knowledge.word_differences import Part, words_compare

# Comparing word by word takes the square of a text's length.
LONGEST_COMPARED = 12_000


@dataclass(frozen=True)
class Difference:
    """`held`: the fingerprint of the page as it was compared.

    `changes`: its words beside those of the document. `readers`: whom it will be for, where the
    import closes it; `given`: the number that an editor gave to it.
    """

    label: str
    title: str
    state: ImportState
    held: str = ""
    changes: tuple[Part, ...] = ()
    readers: str = ""
    given: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def document_differences(document: HandbookDocument, handbook_slug: str) -> list[Difference]:
    """A difference for each section and article, in reading order, then what is missing."""
    comparison = _Comparison(HandbookPage.objects.filter(slug=handbook_slug).first(), document)
    differences = [comparison.difference(piece) for piece in document_pieces(document)]
    return [*differences, *comparison.missing()]


class _Comparison:
    def __init__(self, handbook: HandbookPage | None, document: HandbookDocument) -> None:
        self._handbook = handbook
        self._acts = acts_by_article()
        self._found = SectionsFound(handbook, document, self._acts)
        self._sections = dict(self._found.by_number)
        self._given: set[str] = set()
        articles = LegalArticlePage.objects.in_bulk(list(self._acts))
        self._articles = {
            (self._acts[pk], article.number): article for pk, article in articles.items()
        }

    def missing(self) -> list[Difference]:
        """After all others: what an editor gave another number is not missing."""
        return [
            Difference(page.number, page.draft_title, ImportState.MISSING)
            for page in self._found.missing()
            if page.number not in self._given
        ]

    def difference(self, piece: Piece) -> Difference:
        label, title = piece_label(piece), _title(piece)
        page = self._page(piece)
        if page is None:
            return self._new(piece, label, title)
        latest = page.get_latest_revision_as_object()
        new = own_content(piece) if isinstance(piece, Section) else piece
        state, held = page_state(
            page, latest, fingerprint(new), lambda version: fingerprint(self._held(version, piece))
        )
        if state in (ImportState.UNCHANGED, ImportState.WITHDRAWN):
            return Difference(label, title, state, held)
        changes = tuple(changes_between(_text(self._held(latest, piece)), _text(new)))
        circle = (
            self._found.readers_of_changed(piece, page, latest)
            if isinstance(piece, Section)
            else None
        )
        return Difference(label, title, state, held, changes, circle or "")

    def _new(self, piece: Piece, label: str, title: str) -> Difference:
        if isinstance(piece, LegalArticle):
            return Difference(label, title, ImportState.CREATED)
        page = self._found.renumbered(piece)
        if page is not None:
            self._sections[piece.number] = page
            self._given.add(page.number)
            return Difference(label, title, ImportState.RENUMBERED, given=page.number)
        parent = self._parent(piece.number)
        circle = self._found.readers_of_new(piece, parent) if parent else None
        return Difference(label, title, ImportState.CREATED, readers=circle or "")

    def _parent(self, number: str) -> Page | None:
        """What stands above a new section already."""
        above = number.rpartition(".")[0]
        while above and above not in self._sections:
            above = above.rpartition(".")[0]
        return self._sections[above] if above else self._handbook

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
