"""Headings of a PDF: lines set larger than the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.importing.pdf_rows import Row
from knowledge.importing.report import Reason, Report

_LARGER = 1.08
_NEXT_LINE = 1.7
_LONGEST = 200
_DEEPEST = 8
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,7}\.?\s+[»„“\"(]*[^\W\d_]")


@dataclass(frozen=True)
class PdfHeading:
    """One or more rows; `number` is given where none is printed."""

    rows: tuple[Row, ...]
    number: str = ""

    @property
    def text(self) -> str:
        return " ".join(row.text for row in self.rows)

    @property
    def top(self) -> float:
        return self.rows[0].top

    @property
    def is_numbered(self) -> bool:
        return bool(self.number) or _NUMBERED.match(self.text) is not None


def with_headings(
    pages: Sequence[Sequence[Row]], size: float, report: Report
) -> list[list[Row | PdfHeading]]:
    """The rows of each page, those of a heading put together."""
    grouped = [list(_grouped(rows, size)) for rows in pages]
    found = [one for elements in grouped for one in elements if isinstance(one, PdfHeading)]
    numbered_rows = any(_NUMBERED.match(row.text) and row.bold for rows in pages for row in rows)
    if len(found) < 2 or numbered_rows or any(heading.is_numbered for heading in found):
        return grouped
    numbers = _numbers(found, report)
    return [
        [
            PdfHeading(one.rows, numbers.get(id(one), "")) if isinstance(one, PdfHeading) else one
            for one in elements
        ]
        for elements in grouped
    ]


def _grouped(rows: Sequence[Row], size: float) -> Iterator[Row | PdfHeading]:
    heading: list[Row] = []
    for row in rows:
        if heading and not _goes_on(heading[-1], row):
            yield PdfHeading(tuple(heading))
            heading = []
        if row.size >= size * _LARGER and len(row.text) <= _LONGEST:
            heading.append(row)
        else:
            yield row
    if heading:
        yield PdfHeading(tuple(heading))


def _goes_on(above: Row, row: Row) -> bool:
    same = above.size == row.size and above.bottom - row.bottom <= _NEXT_LINE * row.size
    return same and _NUMBERED.match(row.text) is None


def _numbers(headings: Sequence[PdfHeading], report: Report) -> dict[int, str]:
    """A number for each heading by its size; the one that is largest of all is the title."""
    sizes = sorted({heading.rows[0].size for heading in headings}, reverse=True)
    first = headings[0]
    largest = [heading for heading in headings if heading.rows[0].size == sizes[0]]
    rest = headings
    if len(largest) == 1 and largest[0] is first and len(sizes) > 1:
        sizes, rest = sizes[1:], headings[1:]
    numbers: dict[int, str] = {}
    current: list[int] = []
    for heading in rest:
        level = min(sizes.index(heading.rows[0].size), len(current), _DEEPEST - 1)
        current = [*current[:level], (current[level] if level < len(current) else 0) + 1]
        numbers[id(heading)] = ".".join(map(str, current))
        report.suspect(0, heading.text, Reason.NUMBERED_BY_LEVEL, numbers[id(heading)])
    return numbers
