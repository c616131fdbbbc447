"""What an imported handbook consists of.

A mark of a note inside a text is written ``[^3]``, wherever the text is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

NOTE_MARK = re.compile(r"\[\^(\d+)\]")


def without_note_marks(text: str) -> str:
    """The text as it is read aloud."""
    return NOTE_MARK.sub("", text)


class NotePlace(StrEnum):
    TITLE = "title"
    TEXT = "text"
    TABLE = "table"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Note:
    number: int
    text: str
    place: NotePlace


@dataclass(frozen=True)
class Paragraph:
    text: str

    def plain_text(self) -> str:
        return without_note_marks(self.text)


@dataclass(frozen=True)
class BulletList:
    items: tuple[str, ...]
    ordered: bool = False

    def plain_text(self) -> str:
        signs = (f"{n}." if self.ordered else "-" for n in range(1, len(self.items) + 1))
        return "\n".join(
            f"{sign} {without_note_marks(item)}"
            for sign, item in zip(signs, self.items, strict=True)
        )


@dataclass(frozen=True)
class TableCell:
    """Either a text or a list of points."""

    text: str = ""
    points: tuple[str, ...] = ()

    def in_one_line(self) -> str:
        points = "; ".join(self.points)
        return without_note_marks(" – ".join(filter(None, [self.text, points])))

    def plain_text(self) -> str:
        lines = [self.text] if self.text else []
        lines.extend(f"- {point}" for point in self.points)
        return without_note_marks("\n".join(lines))


@dataclass(frozen=True)
class Table:
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]

    def plain_text(self) -> str:
        """A line a row; the points of a cell stand beside one another."""
        lines = [without_note_marks(self.caption), " | ".join(self.header)]
        lines.extend(" | ".join(cell.in_one_line() for cell in row) for row in self.rows)
        return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class LawExcerpt:
    """The place where a section quotes an article in full."""

    act: str
    article: str

    def plain_text(self) -> str:
        return f"{self.act}, {self.article}. člen"


Block = Paragraph | BulletList | Table | LawExcerpt


def texts_of(block: Block) -> list[str]:
    """Every text of a block, with its marks of notes, in reading order."""
    match block:
        case Paragraph(text):
            return [text]
        case BulletList(items):
            return list(items)
        case Table(caption, header, rows):
            cells = [text for row in rows for cell in row for text in (cell.text, *cell.points)]
            return [caption, *header, *cells]
        case LawExcerpt():
            return []


def block_map(block: Block, change: Callable[[str], str]) -> Block:
    """The block with each of its texts changed, asked for in the order of `texts_of`."""
    match block:
        case Paragraph(text):
            return Paragraph(change(text))
        case BulletList(items, ordered):
            return BulletList(tuple(change(item) for item in items), ordered)
        case Table(caption, header, rows):
            return Table(
                change(caption),
                tuple(change(text) for text in header),
                tuple(tuple(_cell_map(cell, change) for cell in row) for row in rows),
            )
        case LawExcerpt():
            return block


def _cell_map(cell: TableCell, change: Callable[[str], str]) -> TableCell:
    return TableCell(change(cell.text), tuple(change(point) for point in cell.points))


@dataclass(frozen=True)
class Section:
    number: str
    title: str
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    children: tuple["Section", ...] = ()

    def walk(self) -> Iterator["Section"]:
        """This section and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def plain_text(self) -> str:
        return "\n".join(block.plain_text() for block in self.blocks)


@dataclass(frozen=True)
class LegalParagraph:
    number: int
    text: str
    points: tuple[str, ...] = ()
    closing: str = ""

    def plain_text(self) -> str:
        lines = [self.text, *(f"- {point}" for point in self.points), self.closing]
        return without_note_marks("\n".join(line for line in lines if line))


@dataclass(frozen=True)
class LegalArticle:
    act: str
    number: str
    paragraphs: tuple[LegalParagraph, ...]
    title: str = ""


@dataclass(frozen=True)
class HandbookDocument:
    title: str
    sections: tuple[Section, ...]
    articles: tuple[LegalArticle, ...] = ()

    def walk(self) -> Iterator[Section]:
        """All sections in reading order."""
        for section in self.sections:
            yield from section.walk()


Piece = LegalArticle | Section


def document_pieces(document: HandbookDocument) -> list[Piece]:
    """What becomes a page each; articles first, since sections refer to them."""
    return [*document.articles, *document.walk()]


def piece_label(piece: Piece) -> str:
    """What a report calls it: the number of a section, the name of an article."""
    if isinstance(piece, LegalArticle):
        return f"{piece.act}, {piece.number}. člen"
    return piece.number
