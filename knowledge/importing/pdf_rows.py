"""The lines of a PDF's page as they are seen: signs that stand on one height, left to right."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pdfminer.layout import LTChar, LTCurve, LTItem, LTTextLine

_RAISED_SIZE = 0.85
_RAISED_BY = 0.12
# As high as this a sign is raised even where it is hardly smaller.
_RAISED_HIGH = 0.25
_SHARED_HEIGHT = 0.5
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
# Signs for list items that Office takes from fonts of symbols.
_SYMBOLS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d\u25cf\u25aa", "•"))
_BULLET = "•"
# In points.
_SMALLEST_BULLET, _LARGEST_BULLET, _OUT_OF_ROUND = 1.5, 7.0, 0.5
_UNKNOWN_GLYPH = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True)
class Sign:
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool = False


@dataclass(frozen=True)
class Piece:
    """A stretch of a row; raised digits may be the mark of a note."""

    text: str
    raised: bool = False


@dataclass(frozen=True)
class Row:
    """One line of text; lengths in points from the page's lower left corner."""

    pieces: tuple[Piece, ...]
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces).strip()


def signs_of(line: LTTextLine) -> list[Sign]:
    """The signs of one line of the layout; the blanks between words have no place of their own."""
    signs: list[Sign] = []
    for item in line:
        text = _UNKNOWN_GLYPH.sub("\ufffd", item.get_text()).translate(_SYMBOLS)
        if isinstance(item, LTChar):
            bold = _BOLD.search(item.fontname) is not None
            signs.append(Sign(text, item.x0, item.x1, item.y0, item.y1, round(item.size, 1), bold))
        elif signs and text == " ":
            last = signs[-1]
            signs.append(Sign(" ", last.right, last.right, last.bottom, last.top, last.size))
    return signs


def drawn_bullets(items: Iterable[LTItem]) -> list[list[Sign]]:
    """The dots and squares before list items, which browsers draw instead of writing them."""
    return [
        [Sign(_BULLET, item.x0, item.x1, item.y0, item.y1, round(item.height, 1))]
        for item in items
        if isinstance(item, LTCurve)
        and _SMALLEST_BULLET <= item.height <= _LARGEST_BULLET
        and abs(item.height - item.width) < _OUT_OF_ROUND
    ]


def rows_of(runs: Iterable[Sequence[Sign]]) -> list[Row]:
    """The rows that runs of signs make, from the top of the page down."""
    groups: list[list[Sequence[Sign]]] = []
    for run in sorted(filter(None, runs), key=lambda run: -_middle(run)):
        if groups and _is_beside(groups[-1], run):
            groups[-1].append(run)
        else:
            groups.append([run])
    rows = [_row(group) for group in groups]
    return [row for row in rows if row.text.strip(_BULLET)]


def _extent(run: Sequence[Sign]) -> tuple[float, float]:
    return min(sign.bottom for sign in run), max(sign.top for sign in run)


def _middle(run: Sequence[Sign]) -> float:
    bottom, top = _extent(run)
    return (bottom + top) / 2


def _is_beside(group: Sequence[Sequence[Sign]], run: Sequence[Sign]) -> bool:
    bottom, top = _extent(run)
    for other in group:
        other_bottom, other_top = _extent(other)
        shared = min(top, other_top) - max(bottom, other_bottom)
        if shared > _SHARED_HEIGHT * min(top - bottom, other_top - other_bottom):
            return True
    return False


def _row(group: Sequence[Sequence[Sign]]) -> Row:
    ordered = sorted(group, key=lambda run: run[0].left)
    signs: list[Sign] = []
    for run in ordered:
        if signs and not _joins(signs[-1], run[0]):
            last = signs[-1]
            signs.append(Sign(" ", last.right, last.right, last.bottom, last.top, last.size))
        signs += run
    printed = [sign for sign in signs if sign.text.strip()] or signs
    size = Counter(sign.size for sign in printed).most_common(1)[0][0]
    ground = min((sign.bottom for sign in printed if sign.size == size), default=signs[0].bottom)
    return Row(
        pieces=tuple(_pieces(signs, size, ground)),
        left=printed[0].left,
        right=printed[-1].right,
        bottom=ground,
        top=max(sign.top for sign in printed if sign.size == size),
        size=size,
        bold=sum(sign.bold for sign in printed) * 2 > len(printed),
    )


def _joins(before: Sign, after: Sign) -> bool:
    """A raised number stands close to its word."""
    return after.left - before.right < 0.15 * max(before.size, after.size)


def _pieces(signs: Sequence[Sign], size: float, ground: float) -> Iterator[Piece]:
    def is_raised(sign: Sign) -> bool:
        by = (sign.bottom - ground) / size
        small = sign.size <= size * _RAISED_SIZE
        return sign.text.isdecimal() and (by > _RAISED_HIGH or (small and by > _RAISED_BY))

    for raised, group in groupby(signs, key=is_raised):
        yield Piece("".join(sign.text for sign in group), raised)
