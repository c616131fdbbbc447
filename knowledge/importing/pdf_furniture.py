"""Running titles and page numbers of a PDF, by their place on page after page."""

import re
from collections import Counter
from collections.abc import Sequence

from knowledge.importing.furniture import is_page_number
from knowledge.importing.pdf_rows import Row
from knowledge.importing.report import Furniture, Report

_EDGE_ROWS = 2
_FEWEST_PAGES = 3
_LONGEST_RUNNING_TITLE = 100
# Of running heads and feet that stand on every page of a short document.
_SHORT_DOCUMENT = 2

Place = tuple[str, int]


def drop_page_furniture(pages: Sequence[Sequence[Row]], report: Report) -> list[list[Row]]:
    """The rows of each page without what belongs to the page; that goes to the report."""
    places = Counter(place for rows in pages for place in {_place(row) for row in _edges(rows)})
    fewest = _SHORT_DOCUMENT if len(pages) == _SHORT_DOCUMENT else _FEWEST_PAGES
    kept: list[list[Row]] = []
    for number, rows in enumerate(pages, start=1):
        dropped = {
            id(row)
            for row in _edges(rows)
            if places[_place(row)] >= fewest or (is_page_number(row.text) and row is rows[-1])
        }
        for row in rows:
            if id(row) in dropped:
                kind = (
                    Furniture.PAGE_NUMBER if is_page_number(row.text) else Furniture.RUNNING_TITLE
                )
                report.drop(number, row.text, kind)
        kept.append([row for row in rows if id(row) not in dropped])
    return kept


def _edges(rows: Sequence[Row]) -> list[Row]:
    edges = [*rows[:_EDGE_ROWS], *rows[-_EDGE_ROWS:]]
    return [row for row in edges if len(row.text) <= _LONGEST_RUNNING_TITLE]


def _place(row: Row) -> Place:
    """The shape of the text, with the height on the page: the same on page after page."""
    return re.sub(r"\d+", "#", row.text), round(row.bottom / 3)
