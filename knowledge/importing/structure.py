"""What an imported handbook consists of.

A mark of a note inside a text is written ``[^3]``, wherever the text is.
"""

import re
from collections.abc import Iterator
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
        lines = [without_note_marks(self.caption), " | ".join(self.header)]
        lines.extend(cell.plain_text() for row in self.rows for cell in row)
        return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class LawExcerpt:
    """The place where a section quotes an article in full."""

    act: str
    article: str

    def plain_text(self) -> str:
        return f"{self.act}, {self.article}. člen"


Block = Paragraph | BulletList | Table | LawExcerpt


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
