"""PDF: its lines by their place on the page, written as the text that the reader understands.

What the page shows beyond its words is kept in signs of that text: a larger numbered line is a
heading (`#`), a raised number a mark (`[^3]`), small print below the text a note, lines drawn
around cells a table (`| a | b |`), and a wider gap the end of a paragraph.
"""

import io
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTContainer, LTItem, LTPage, LTTextLine
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from knowledge.importing.errors import DocumentError, DocumentProblem
from knowledge.importing.joining import join
from knowledge.importing.lists import is_bullet
from knowledge.importing.pdf_furniture import drop_page_furniture
from knowledge.importing.pdf_headings import PdfHeading, with_headings
from knowledge.importing.pdf_notes import PageNotes, take_page_notes
from knowledge.importing.pdf_rows import Row, drawn_bullets, rows_of, signs_of
from knowledge.importing.pdf_tables import (
    PdfTable,
    cell_lines,
    fill_tables,
    grids_of,
    join_tables,
)
from knowledge.importing.reading import read_handbook
from knowledge.importing.report import Reason, Report
from knowledge.importing.structure import HandbookDocument
from portal.uploads.pdf import refuse_unreadable_pdf

# A gap this much wider than that between the lines of a paragraph ends it.
_WIDER = 1.22
_USUAL_LEADING = 1.3
_INDENT = 0.8
_SPACER = " "
# What the reader takes for the end of a paragraph at the end of a page.
_PARAGRAPH_END = "  "
_LINE_BREAK = "<br>"


@dataclass
class _Page:
    rows: list[Row]
    tables: list[PdfTable]
    notes: PageNotes = field(default_factory=PageNotes)


@dataclass(frozen=True)
class _Set:
    """How the document is set: the size of its text and the distance of its lines in sizes."""

    size: float
    leading: float
    left: float


def read_pdf(data: bytes) -> tuple[HandbookDocument, Report]:
    """Raises DocumentError, UploadRefusedError."""
    report = Report()
    return read_handbook(text_of_pdf(data, report), report)


def text_of_pdf(data: bytes, report: Report) -> str:
    """The text of a PDF, pages divided by form feeds; raises DocumentError, UploadRefusedError."""
    refuse_unreadable_pdf(data)
    try:
        pages = [_page(items) for items in extract_pages(io.BytesIO(data), laparams=_parameters())]
    except (PDFException, PSException, ValueError, TypeError, KeyError, IndexError) as error:
        raise DocumentError("The PDF is damaged.", DocumentProblem.DAMAGED) from error
    if not any(page.rows or page.tables for page in pages):
        raise DocumentError("The PDF holds no text.", DocumentProblem.WITHOUT_TEXT)
    kept = drop_page_furniture([page.rows for page in pages], report)
    for page, rows in zip(pages, kept, strict=True):
        page.rows = rows
    setting = _setting(pages)
    previous = PageNotes()
    for page in pages:
        page.rows, page.notes = take_page_notes(page.rows, setting.size, previous)
        previous = page.notes
    _join_tables(pages)
    writer = _PageWriter(setting, _short_last_rows(pages), report)
    headed = with_headings([page.rows for page in pages], setting.size, report)
    following = [*(page.notes for page in pages[1:]), PageNotes()]
    written = [writer.write(*page) for page in zip(pages, headed, following, strict=True)]
    return "\n\f".join(written)


def _parameters() -> LAParams:
    # No guess at columns: a handbook has one, and its table cells are found by their lines.
    return LAParams(boxes_flow=None)


def _page(page: LTPage) -> _Page:
    lines: list[LTTextLine] = []
    drawn: list[LTItem] = []
    _collect(page, lines, drawn)
    runs = [*(signs_of(line) for line in lines), *drawn_bullets(drawn)]
    tables, outside = fill_tables(grids_of(drawn), runs)
    return _Page(rows_of(outside), tables)


def _collect(container: Iterable[LTItem], lines: list[LTTextLine], drawn: list[LTItem]) -> None:
    for item in container:
        if isinstance(item, LTTextLine):
            lines.append(item)
        elif isinstance(item, LTContainer):
            _collect(item, lines, drawn)
        else:
            drawn.append(item)


def _join_tables(pages: Sequence[_Page]) -> None:
    for above, below in pairwise(pages):
        if not (above.tables and below.tables):
            continue
        ends = all(row.top > above.tables[-1].grid.bottom for row in above.rows)
        begins = all(row.top < below.tables[0].top for row in below.rows)
        can_go_on = ends and begins and above.tables[-1].cells
        joined = join_tables(above.tables[-1], below.tables[0]) if can_go_on else None
        if joined:
            above.tables[-1], below.tables[0] = joined


def _short_last_rows(pages: Sequence[_Page]) -> set[int]:
    """The last rows of pages on which the first word of the next page would have fitted."""
    rows = [row for page in pages for row in page.rows]
    edge = sorted(row.right for row in rows)[int(len(rows) * 0.95)] if rows else 0.0
    short = set()
    for above, below in pairwise(pages):
        if above.rows and below.rows:
            last, first = above.rows[-1], below.rows[0]
            width = (first.right - first.left) * len(first.text.split()[0]) / len(first.text)
            if last.right + width + last.size < edge:
                short.add(id(last))
    return short


def _setting(pages: Sequence[_Page]) -> _Set:
    rows = [row for page in pages for row in page.rows]
    # Of tables alone: a form has no other text.
    rows = rows or [
        row for page in pages for table in page.tables for line in table.cells
        for cell in line for row in cell
    ]  # fmt: skip
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[row.size] += len(row.text)
    size = sizes.most_common(1)[0][0]
    steps = Counter(
        round((above.bottom - below.bottom) * 2) / 2
        for page in pages
        for above, below in pairwise(page.rows)
        if above.size == below.size == size
    )
    leading = steps.most_common(1)[0][0] / size if steps else _USUAL_LEADING
    lefts = Counter(round(row.left) for row in rows if row.size == size)
    return _Set(size, max(leading, 1.0), lefts.most_common(1)[0][0] if lefts else 0.0)


class _PageWriter:
    """Writes the pages, one after the other."""

    def __init__(self, setting: _Set, ends: Container[int], report: Report) -> None:
        self._report = report
        self._set = setting
        self._ends = ends
        self._numbers: dict[int, int] = {}
        self._earlier: dict[int, int] = {}

    def write(self, page: _Page, rows: Sequence[Row | PdfHeading], following: PageNotes) -> str:
        # A note may stand on the page before its mark or on the one after it.
        self._numbers = {**following.numbers, **self._earlier, **page.notes.numbers}
        self._earlier |= page.notes.numbers
        return "\n".join(self._lines([*rows, *page.tables], page.notes))

    def _lines(
        self, elements: Sequence[Row | PdfHeading | PdfTable], notes: PageNotes
    ) -> Iterator[str]:
        above: Row | None = None
        for element in sorted(elements, key=lambda element: -element.top):
            if isinstance(element, Row):
                if above is not None and self._is_apart(above, element):
                    yield _SPACER
                end = _PARAGRAPH_END if id(element) in self._ends else ""
                yield self._marked(element) + end
                above = element
                continue
            yield _SPACER
            yield from (
                self._table(element) if isinstance(element, PdfTable) else [self._heading(element)]
            )
            yield _SPACER
            above = None
        if notes.texts:
            yield ""
        for number, text in notes.texts.items():
            yield f"[^{number}]: {text}"

    def _is_apart(self, above: Row, row: Row) -> bool:
        """Whether a paragraph ends between two rows, as far as the page shows."""
        step = above.bottom - row.bottom
        if step > self._set.leading * max(above.size, row.size) * _WIDER:
            return True
        indent = _INDENT * row.size
        if is_bullet(above.text) or above.left > self._set.left + indent:
            # Back at the margin behind a list.
            return row.left < above.left - indent and not is_bullet(row.text)
        return row.left > above.left + indent

    def _heading(self, heading: PdfHeading) -> str:
        text = join(self._marked(row) for row in heading.rows)
        if not heading.is_numbered:
            return text
        return f"# {heading.number} {text}" if heading.number else f"# {text}"

    def _table(self, table: PdfTable) -> Iterator[str]:
        for row in table.cells:
            cells = [_LINE_BREAK.join(cell_lines(map(self._marked, cell))) for cell in row]
            yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"

    def _marked(self, row: Row) -> str:
        """The text of a row; a raised number that is no note's stays a number, and is reported."""
        texts = []
        for piece in row.pieces:
            number = self._numbers.get(int(piece.text)) if piece.raised else None
            texts.append(piece.text if number is None else f"[^{number}]")
            if piece.raised and number is None:
                self._report.suspect(0, row.text, Reason.MARK_WITHOUT_NOTE, piece.text)
        return "".join(texts).strip()
