"""Tables of a PDF's page, by the lines drawn around their cells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pdfminer.layout import LTCurve, LTItem, LTLine, LTRect

from knowledge.importing.joining import join
from knowledge.importing.pdf_rows import Row, Sign, rows_of

_THICKEST = 3.0
_SHORTEST = 6.0
_TOLERANCE = 2.5
_BULLETS = "-–•▪●◦·‣"


@dataclass(frozen=True)
class Segment:
    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_upright(self) -> bool:
        return self.top - self.bottom > self.right - self.left

    def touches(self, other: "Segment") -> bool:
        return (
            self.left <= other.right + _TOLERANCE
            and other.left <= self.right + _TOLERANCE
            and self.bottom <= other.top + _TOLERANCE
            and other.bottom <= self.top + _TOLERANCE
        )


@dataclass(frozen=True)
class Grid:
    """Where the columns and rows of a table divide; edges from left and from the top."""

    columns: tuple[float, ...]
    rows: tuple[float, ...]

    @property
    def top(self) -> float:
        return self.rows[0]

    @property
    def bottom(self) -> float:
        return self.rows[-1]

    def place(self, sign: Sign) -> tuple[int, int] | None:
        """Row and column of the cell that a sign stands in."""
        across, down = (sign.left + sign.right) / 2, (sign.bottom + sign.top) / 2
        column = _between(across, self.columns)
        row = _between(-down, [-edge for edge in self.rows])
        return None if column is None or row is None else (row, column)


@dataclass(frozen=True)
class PdfTable:
    """`cells`: row, column, lines of text; `header`: the first row, on whichever page it stands."""

    grid: Grid
    cells: tuple[tuple[tuple[Row, ...], ...], ...]
    header: tuple[tuple[Row, ...], ...]

    @property
    def top(self) -> float:
        return self.grid.top


def grids_of(items: Iterable[LTItem]) -> list[Grid]:
    """The grids drawn on a page, from the top down."""
    grids = [_grid(group) for group in _connected(list(_segments(items)))]
    return sorted((grid for grid in grids if grid is not None), key=lambda grid: -grid.top)


def fill_tables(
    grids: Sequence[Grid], runs: Iterable[Sequence[Sign]]
) -> tuple[list[PdfTable], list[list[Sign]]]:
    """The tables with their text, and the runs that stand in none."""
    inside: dict[tuple[int, int, int], list[list[Sign]]] = {}
    outside: list[list[Sign]] = []
    for run in runs:
        for place, signs in _split(grids, run):
            if place is None:
                outside.append(signs)
            else:
                inside.setdefault(place, []).append(signs)
    tables = []
    for index, grid in enumerate(grids):
        cells = tuple(
            tuple(
                tuple(rows_of(inside.get((index, row, column), [])))
                for column in range(len(grid.columns) - 1)
            )
            for row in range(len(grid.rows) - 1)
        )
        filled = tuple(row for row in cells if any(row))
        if filled:
            tables.append(PdfTable(grid, filled, header=filled[0]))
    return tables, outside


def join_tables(above: PdfTable, below: PdfTable) -> tuple[PdfTable, PdfTable] | None:
    """A table that a page's end divided: its row put together, its header kept once.

    None where they are two tables.
    """
    if len(above.grid.columns) != len(below.grid.columns):
        return None
    apart = [abs(a - b) for a, b in zip(above.grid.columns, below.grid.columns, strict=True)]
    if max(apart) > 2 * _THICKEST:
        return None
    rows = list(below.cells)
    if _texts(rows[0]) == _texts(above.header):
        del rows[0]
    last = above.cells[-1]
    if rows and (not rows[0][0] or all(cell[0].text[0].islower() for cell in rows[0] if cell)):
        last = tuple(upper + lower for upper, lower in zip(last, rows[0], strict=True))
        del rows[0]
    joined = replace(above, cells=(*above.cells[:-1], last))
    return joined, replace(below, cells=tuple(rows), header=above.header)


def _texts(row: Sequence[Sequence[Row]]) -> list[list[str]]:
    return [[line.text for line in cell] for cell in row]


def cell_lines(texts: Iterable[str]) -> list[str]:
    """The lines of a cell, those that the column's width broke joined."""
    lines: list[list[str]] = []
    for text in texts:
        if not lines or text[0] in _BULLETS:
            lines.append([text])
        else:
            lines[-1].append(text)
    return [join(parts) for parts in lines]


def _split(
    grids: Sequence[Grid], run: Sequence[Sign]
) -> Iterator[tuple[tuple[int, int, int] | None, list[Sign]]]:
    place, part = None, list[Sign]()
    for sign in run:
        # A blank without width belongs to what stands before it.
        here = place if not sign.text.strip() else _place(grids, sign)
        if part and here != place:
            yield place, part
            part = []
        place = here
        part.append(sign)
    if part:
        yield place, part


def _place(grids: Sequence[Grid], sign: Sign) -> tuple[int, int, int] | None:
    for index, grid in enumerate(grids):
        found = grid.place(sign)
        if found is not None:
            return index, *found
    return None


def _between(value: float, edges: Sequence[float]) -> int | None:
    for index in range(len(edges) - 1):
        if edges[index] <= value <= edges[index + 1]:
            return index
    return None


def _segments(items: Iterable[LTItem]) -> Iterator[Segment]:
    for item in items:
        if not isinstance(item, LTLine | LTRect | LTCurve):
            continue
        left, bottom, right, top = item.bbox
        if min(right - left, top - bottom) <= _THICKEST:
            yield Segment(left, bottom, right, top)
        elif isinstance(item, LTRect) and item.stroke:
            yield Segment(left, bottom, right, bottom)
            yield Segment(left, top, right, top)
            yield Segment(left, bottom, left, top)
            yield Segment(right, bottom, right, top)


def _connected(segments: Sequence[Segment]) -> list[list[Segment]]:
    groups: list[list[Segment]] = []
    for segment in segments:
        touching = [group for group in groups if any(segment.touches(one) for one in group)]
        merged = [segment, *(one for group in touching for one in group)]
        groups = [group for group in groups if group not in touching] + [merged]
    return groups


def _grid(segments: Sequence[Segment]) -> Grid | None:
    upright = [one for one in segments if one.is_upright and one.top - one.bottom >= _SHORTEST]
    level = [one for one in segments if not one.is_upright and one.right - one.left >= _SHORTEST]
    columns = _edges([(one.left + one.right) / 2 for one in upright])
    # A row that the page's end divides has no line there, but its sides go on.
    ends = [min(one.bottom for one in upright), max(one.top for one in upright)] if upright else []
    rows = _edges([*((one.bottom + one.top) / 2 for one in level), *ends])
    if len(columns) < 3 or len(rows) < 2:
        return None
    return Grid(tuple(columns), tuple(reversed(rows)))


def _edges(values: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > 2 * _THICKEST:
            edges.append(value)
    return edges
