"""Tables of two columns: what it is about, and points about it."""

import re
from collections.abc import Iterable, Sequence

from knowledge.importing.joining import join
from knowledge.importing.lines import Gap, Line, clean
from knowledge.importing.lists import bullet_item
from knowledge.importing.report import Reason, Report
from knowledge.importing.structure import Table, TableCell

_CAPTION = re.compile(
    r"(?:tabela|preglednica|razpredelnica)\s*\d*\s*[:.]\s*(?P<caption>\S.*)$", re.IGNORECASE
)
_ROW = re.compile(r"(?P<label>[A-ZČŠŽ][^–]*?)\s+[-–•]\s+(?P<point>\S.*)$")
_PIPE_ROW = re.compile(r"\|(?P<cells>.*)\|$")
_BULLET = re.compile(r"[-–•▪●◦*·‣]\s+(?P<item>\S.*)$")
_LINE_BREAK = "<br>"
_PIPE_RULE = re.compile(r"\|[\s:|-]+\|$")


def caption_of(text: str) -> str:
    """What a line "Tabela 1: …" calls the table below it; empty for another line."""
    match = _CAPTION.match(text)
    return match["caption"] if match else ""


def cell_of(lines: Iterable[str]) -> TableCell:
    """A cell from its lines; those with a sign before them are points."""
    texts: list[str] = []
    points: list[str] = []
    for line in filter(None, map(clean, lines)):
        bullet = _BULLET.match(line)
        if bullet:
            points.append(bullet["item"])
        else:
            (points if points else texts).append(line)
    return TableCell(" ".join(texts), tuple(points))


def read_table(lines: Sequence[Line], start: int, report: Report) -> tuple[Table, int] | None:
    """The table that begins at a line and the index after it; None when there is none."""
    match = _CAPTION.match(lines[start].text)
    caption = match["caption"] if match else ""
    first = start + 1 if match else start
    if first < len(lines) and _PIPE_ROW.match(lines[first].text):
        return _read_pipe_table(lines, first, caption)
    if match is None or not _has_points(lines, first):
        return None
    header = _read_header(lines[first], report)
    return _read_point_table(lines, first + 1, caption, header)


def _has_points(lines: Sequence[Line], first: int) -> bool:
    return first + 1 < len(lines) and _ROW.match(lines[first + 1].text) is not None


def _read_header(line: Line, report: Report) -> tuple[str, str]:
    """Where the columns touch in the text, the last word heads the second one."""
    label, _, points = line.text.rpartition(" ")
    report.suspect(line.number, line.text, Reason.ASSUMED_COLUMNS, f"{label} | {points}")
    return label, points


def _read_point_table(
    lines: Sequence[Line], start: int, caption: str, header: tuple[str, str]
) -> tuple[Table, int]:
    rows: list[tuple[str, list[list[str]]]] = []
    index = start
    while index < len(lines):
        line = lines[index]
        row = _ROW.match(line.text)
        point = bullet_item(line)
        if line.gap is Gap.SPACER:
            break
        if row:
            rows.append((row["label"], [[row["point"]]]))
        elif point is not None:
            rows[-1][1].append([point])
        else:
            rows[-1][1][-1].append(line.text)
        index += 1
    cells = tuple(
        (TableCell(text=label), TableCell(points=tuple(join(point) for point in points)))
        for label, points in rows
    )
    return Table(caption, header, cells), index


def _read_pipe_table(lines: Sequence[Line], start: int, caption: str) -> tuple[Table, int]:
    rows: list[tuple[str, ...]] = []
    index = start
    while index < len(lines) and (row := _PIPE_ROW.match(lines[index].text)):
        if not _PIPE_RULE.match(lines[index].text):
            rows.append(tuple(cell.strip() for cell in row["cells"].split("|")))
        index += 1
    cells = tuple(tuple(cell_of(cell.split(_LINE_BREAK)) for cell in row) for row in rows[1:])
    return Table(caption, rows[0], cells), index
