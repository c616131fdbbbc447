"""From the text of a document to its structure."""

from collections.abc import Sequence
from pathlib import Path

from knowledge.importing.decoding import decode, read_document
from knowledge.importing.errors import DocumentWithoutHeadingsError
from knowledge.importing.furniture import drop_furniture
from knowledge.importing.garbling import repair_garbled
from knowledge.importing.headings import Chapter, Heading, split_chapters
from knowledge.importing.joining import join
from knowledge.importing.law import is_article_title, read_article
from knowledge.importing.lines import Layout, Line, measure, starts_paragraph
from knowledge.importing.lists import bullet_item, read_list
from knowledge.importing.notes import FootNote, take_notes
from knowledge.importing.parts import Part, placed_notes, section_tree
from knowledge.importing.report import Report
from knowledge.importing.structure import (
    Block,
    HandbookDocument,
    LawExcerpt,
    LegalArticle,
    Note,
    NotePlace,
    Paragraph,
    Section,
    texts_of,
)
from knowledge.importing.tables import read_table

_TITLE_LINES = 3


def read_handbook_file(path: Path) -> tuple[HandbookDocument, Report]:
    """The handbook in a text file; raises DocumentError."""
    return read_handbook(read_document(path))


def read_handbook_bytes(data: bytes) -> tuple[HandbookDocument, Report]:
    """The handbook in the bytes of a text file; raises DocumentError."""
    return read_handbook(decode(data))


def read_handbook(text: str, report: Report | None = None) -> tuple[HandbookDocument, Report]:
    """The handbook in a text; raises DocumentWithoutHeadingsError.

    `report` may hold already what was done while the text was taken out of the document.
    """
    report = report or Report()
    source = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\f").split("\n")
    lines = drop_furniture(repair_garbled(source, report), report)
    marked, notes = take_notes(lines, report)
    measured, layout = measure(marked)
    document = _DocumentReader(layout, notes, report).read(measured)
    report.count(document)
    return document, report


class _DocumentReader:
    def __init__(self, layout: Layout, notes: dict[int, FootNote], report: Report) -> None:
        self._layout = layout
        self._notes = notes
        self._report = report
        self._articles: list[LegalArticle] = []

    def read(self, lines: Sequence[Line]) -> HandbookDocument:
        before, chapters = split_chapters(lines, self._layout, self._report)
        if not chapters:
            raise DocumentWithoutHeadingsError(
                "No numbered heading was found, such as “1. Uvod” on a line of its own."
            )
        parts = [self._read_chapter(chapter) for chapter in chapters]
        self._add_notes_without_place(parts)
        title, sections = self._read_front(before)
        sections += section_tree(parts)
        return HandbookDocument(title, tuple(sections), tuple(self._articles))

    def _add_notes_without_place(self, parts: Sequence[Part]) -> None:
        """A note that no block calls (no mark found, or in a quoted article) stays with the
        section that stands above it.
        """
        placed = {note.number for part in parts for note in part.notes}
        for number, note in self._notes.items():
            if number not in placed:
                above = [part for part in parts if part.heading.line < note.line] or parts[:1]
                above[-1].notes += (Note(number, note.text, NotePlace.UNKNOWN),)

    def _read_front(self, lines: Sequence[Line]) -> tuple[str, list[Section]]:
        """What stands before the first heading: the title, or a section without a number."""
        if len(lines) <= _TITLE_LINES:
            return join(line.text.lstrip("# ") for line in lines), []
        heading = Heading((0,), "Uvod", lines[0].number)
        part = self._read_chapter(Chapter(heading, tuple(lines)))
        return "", [Section("0", heading.title, part.blocks, part.notes)]

    def _read_chapter(self, chapter: Chapter) -> Part:
        blocks = self._read_blocks(chapter.lines)
        return Part(chapter.heading, blocks, self._notes_of(chapter.heading.title, blocks))

    def _notes_of(self, title: str, blocks: Sequence[Block]) -> tuple[Note, ...]:
        notes = {number: note.text for number, note in self._notes.items()}
        return placed_notes(title, blocks, notes)

    def _read_blocks(self, lines: Sequence[Line]) -> tuple[Block, ...]:
        blocks: list[Block] = []
        index = 0
        above = ""
        while index < len(lines):
            read, index = self._read_block(lines, index, above)
            blocks += read
            above = " ".join(texts_of(blocks[-1])) if blocks else ""
        return tuple(blocks)

    def _read_block(
        self, lines: Sequence[Line], index: int, above: str
    ) -> tuple[Sequence[Block], int]:
        article = read_article(lines, index, above, self._layout)
        if article is not None:
            legal, end, rest = article
            self._articles.append(legal)
            excerpt: list[Block] = [LawExcerpt(legal.act, legal.number)]
            return excerpt + ([Paragraph(rest)] if rest else []), end
        table = read_table(lines, index, self._report)
        if table is not None:
            return [table[0]], table[1]
        items = read_list(lines, index, self._layout)
        if items is not None:
            return [items[0]], items[1]
        end = self._paragraph_end(lines, index)
        return [Paragraph(join(line.text for line in lines[index:end]))], end

    def _paragraph_end(self, lines: Sequence[Line], start: int) -> int:
        for end in range(start + 1, len(lines)):
            before, line = lines[end - 1], lines[end]
            if (
                starts_paragraph(before, line, self._layout)
                or bullet_item(line, before) is not None
                or is_article_title(line)
                or is_article_title(before)
                or read_table(lines, end, Report()) is not None
            ):
                return end
        return len(lines)
