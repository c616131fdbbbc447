"""Word documents: headings by their outline level, lists, tables, footnotes and endnotes."""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from lxml import etree

from knowledge.importing.errors import DocumentError, DocumentProblem
from knowledge.importing.lines import clean
from knowledge.importing.outline import DEEPEST_LEVEL, Outline, OutlineHeading, read_outline
from knowledge.importing.report import Furniture, Reason, Report
from knowledge.importing.structure import (
    Block,
    BulletList,
    HandbookDocument,
    Paragraph,
    Table,
    TableCell,
)
from knowledge.importing.tables import cell_of
from portal.uploads.docx import parts_for_reading

_HEADING_STYLE = re.compile(r"(?:heading|naslov)\s*(\d)$", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"(?:toc|kazalo)\b", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list (?P<kind>bullet|number)\b", re.IGNORECASE)
_TITLE_STYLES = frozenset({"title", "naslov"})
_BULLET_LINE = re.compile(r"[-–•▪●◦·‣]\s+(?P<item>\S.*)")
_NOTE_PARTS = {"footnotes": "footnote", "endnotes": "endnote"}
_TEXT_TAGS = {
    qn("w:t"): None, qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): "",
}  # fmt: skip
_NOTE_CALLS = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURES = frozenset({qn("w:drawing"), qn("w:pict"), qn("w:object")})
_OUTLINE_LEVELS = 9


def read_docx(data: bytes) -> tuple[HandbookDocument, Report]:
    """Raises DocumentError, UploadRefusedError."""
    parts = parts_for_reading(data)
    report = Report()
    try:
        document = docx.Document(io.BytesIO(data))
        reader = _DocxReader(document, _notes(parts), report)
        reader.read()
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise DocumentError("The Word document is damaged.", DocumentProblem.DAMAGED) from error
    return read_outline(reader.outline, report), report


def _notes(parts: dict[str, bytes]) -> dict[tuple[str, str], str]:
    """The text of each note by its kind and the id that calls it."""
    notes = {}
    for part, kind in _NOTE_PARTS.items():
        content = parts.get(f"word/{part}.xml")
        if content is None:
            continue
        # Checked by `parts_for_reading`: no types, no entities.
        for note in etree.fromstring(content).iter(qn(f"w:{kind}")):
            if note.get(qn("w:type"), "normal") == "normal":
                texts = [_text(paragraph) for paragraph in note.iter(qn("w:p"))]
                notes[kind, note.get(qn("w:id"), "")] = clean(" ".join(texts))
    return notes


def _text(paragraph: Any) -> str:
    return "".join(_pieces(paragraph, {}))


def _pieces(element: Any, calls: dict[tuple[str, str], int]) -> Iterator[str]:
    """The text of an element, with the marks of its notes; what was struck out is not text."""
    for child in element:
        if child.tag in _NOTE_CALLS:
            number = calls.get((_NOTE_CALLS[child.tag], child.get(qn("w:id"), "")))
            yield "" if number is None else f"[^{number}]"
        elif child.tag in _TEXT_TAGS:
            sign = _TEXT_TAGS[child.tag]
            yield (child.text or "") if sign is None else sign
        elif child.tag != _FALLBACK:
            yield from _pieces(child, calls)


class _DocxReader:
    def __init__(
        self, document: Document, notes: dict[tuple[str, str], str], report: Report
    ) -> None:
        self._document = document
        self._notes = notes
        self._report = report
        self._calls: dict[tuple[str, str], int] = {}
        self._place = 0
        self.outline = Outline()

    def read(self) -> None:
        self._number_notes()
        for section in self._document.sections:
            for edge in (section.header, section.footer):
                text = clean(" ".join(paragraph.text for paragraph in edge.paragraphs))
                if text and not edge.is_linked_to_previous:
                    self._report.drop(0, text, Furniture.RUNNING_TITLE)
        for block in self._blocks(self._document.element.body):
            self._place += 1
            if isinstance(block, WordTable):
                self._read_table(block)
            else:
                self._read_paragraph(block)

    def _number_notes(self) -> None:
        """Word shows the notes numbered in the order in which they are called."""
        for call in self._document.element.body.iter(*_NOTE_CALLS):
            key = (_NOTE_CALLS[call.tag], call.get(qn("w:id"), ""))
            if key in self._notes and key not in self._calls:
                self._calls[key] = len(self._calls) + 1
        self.outline.notes = {number: self._notes[key] for key, number in self._calls.items()}

    def _blocks(self, parent: Any) -> Iterator[WordParagraph | WordTable]:
        """Paragraphs and tables in their order, those within controls of a form too."""
        for child in parent:
            if child.tag == qn("w:p"):
                yield WordParagraph(child, self._document)
            elif child.tag == qn("w:tbl"):
                yield WordTable(child, self._document)
            elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")}:
                yield from self._blocks(child)

    def _read_paragraph(self, paragraph: WordParagraph) -> None:
        for picture in paragraph._p.iter(*_PICTURES):
            names = [one.get("descr", "") for one in picture.iter() if one.get("descr")]
            self._report.drop(self._place, " ".join(names), Furniture.PICTURE)
        text = self._plain(paragraph)
        if not text.strip():
            return
        style = (paragraph.style.name or "") if paragraph.style is not None else ""
        level = self._heading_level(paragraph, style)
        if _CONTENTS_STYLE.match(style):
            self._report.drop(self._place, clean(text), Furniture.CONTENTS)
        elif level is not None:
            self._add(OutlineHeading(level, clean(text)))
        else:
            self._add_text(paragraph, style, text)

    def _plain(self, paragraph: WordParagraph) -> str:
        return "".join(_pieces(paragraph._p, self._calls))

    def _add(self, item: OutlineHeading | Block) -> None:
        self.outline.items.append(item)

    def _add_text(self, paragraph: WordParagraph, style: str, text: str) -> None:
        numbering = self._list_kind(paragraph, style)
        if numbering is not None:
            ordered, depth = numbering
            if depth:
                self._report.suspect(self._place, clean(text), Reason.LIST_FLATTENED)
            self._add_items([clean(text)], ordered and not depth)
            return
        lines = [line for line in map(clean, text.split("\n")) if line]
        typed = [_BULLET_LINE.fullmatch(line) for line in lines]
        if all(typed):
            self._add_items([match["item"] for match in typed if match], ordered=False)
        else:
            self._add(Paragraph(" ".join(lines)))

    def _add_items(self, items: list[str], ordered: bool) -> None:
        last = self.outline.items[-1] if self.outline.items else None
        if isinstance(last, BulletList) and (last.ordered == ordered or not ordered):
            self.outline.items[-1] = BulletList((*last.items, *items), last.ordered)
        else:
            self._add(BulletList(tuple(items), ordered))

    # --- Styles ---

    def _heading_level(self, paragraph: WordParagraph, style: str) -> int | None:
        """0 for the title of the document; None for text."""
        if style.lower() in _TITLE_STYLES:
            return 0
        named = _HEADING_STYLE.match(style)
        if named:
            return int(named.group(1))
        for properties in self._properties(paragraph):
            outline = properties.find(qn("w:outlineLvl"))
            if outline is not None:
                level = int(outline.get(qn("w:val"), _OUTLINE_LEVELS))
                return min(level + 1, DEEPEST_LEVEL) if level < _OUTLINE_LEVELS else None
        return None

    def _properties(self, paragraph: WordParagraph) -> Iterator[Any]:
        """The paragraph's own properties, then those of its style and of what it is based on."""
        if paragraph._p.pPr is not None:
            yield paragraph._p.pPr
        style: Any = paragraph.style
        seen: set[str] = set()
        while style is not None and style.style_id not in seen:
            seen.add(style.style_id)
            properties = style.element.find(qn("w:pPr"))
            if properties is not None:
                yield properties
            style = style.base_style

    def _list_kind(self, paragraph: WordParagraph, style: str) -> tuple[bool, int] | None:
        """Whether the list is numbered, and how deep the item lies; None outside lists."""
        for properties in self._properties(paragraph):
            numbering = properties.find(qn("w:numPr"))
            if numbering is None:
                continue
            number_id = _value(numbering, "numId")
            depth = int(_value(numbering, "ilvl") or 0)
            if number_id in {None, "0"}:
                return None
            return self._is_ordered(number_id, depth), depth
        named = _LIST_STYLE.match(style)
        return (named["kind"].lower() == "number", 0) if named else None

    def _is_ordered(self, number_id: str | None, depth: int) -> bool:
        try:
            numbering = self._document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return False
        found = numbering.xpath(
            f'./w:abstractNum[@w:abstractNumId=../w:num[@w:numId="{int(number_id or 0)}"]'
            f'/w:abstractNumId/@w:val]/w:lvl[@w:ilvl="{depth}"]/w:numFmt/@w:val'
        )
        return bool(found) and found[0] not in {"bullet", "none"}

    # --- Tables ---

    def _read_table(self, table: WordTable) -> None:
        rows = [self._row(row._tr) for row in table.rows]
        rows = [row for row in rows if row]
        width = max(map(len, rows), default=0)
        if width < 2:
            # A frame around a text, no table.
            for row in table.rows:
                for block in self._blocks(row._tr.tc_lst[0]) if row._tr.tc_lst else ():
                    if isinstance(block, WordTable):
                        self._read_table(block)
                    else:
                        self._read_paragraph(block)
            return
        filled = [[*row, *[TableCell()] * (width - len(row))] for row in rows]
        if any(True for _one in table._tbl.iter(qn("w:gridSpan"), qn("w:vMerge"))):
            first = " ".join([filled[0][0].text, *filled[0][0].points])
            self._report.suspect(self._place, first, Reason.CELLS_MERGED)
        header = tuple(" ".join([cell.text, *cell.points]).strip() for cell in filled[0])
        self._add(Table("", header, tuple(map(tuple, filled[1:]))))

    def _row(self, row: Any) -> Sequence[TableCell]:
        cells = [cell_of(self._cell_lines(cell)) for cell in row.iter(qn("w:tc"))]
        return cells if any(cell.text or cell.points for cell in cells) else []

    def _cell_lines(self, cell: Any) -> Iterator[str]:
        for element in cell.iter(qn("w:p")):
            paragraph = WordParagraph(element, self._document)
            style = (paragraph.style.name or "") if paragraph.style is not None else ""
            sign = "- " if self._list_kind(paragraph, style) is not None else ""
            for line in self._plain(paragraph).split("\n"):
                yield f"{sign}{line}" if line.strip() else ""


def _value(parent: Any, name: str) -> str | None:
    element = parent.find(qn(f"w:{name}"))
    return None if element is None else element.get(qn("w:val"))
