"""The lines of a document and the gaps between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

_SENTENCE_END = re.compile(r"[.!?:…][«»”\"')\]]*(\[\^\d+\])*$")
_SENTENCE_START = re.compile(r"[»„“\"(\[]*[A-ZČŠŽĆĐÁÉÍÓÚÄÖÜ\d]")
_SPACE_BEFORE_SIGN = re.compile(r"(?<=\S)\s+([.,;:!?])(?=\s|$)")
# No letter of any document, and refused by PostgreSQL.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
# Elsewhere it only says where a word might be divided.
_SOFT_HYPHEN_AT_END = re.compile(r"\u00ad\s*$")
_NARROW = frozenset("ijlftrI.,:;'()!|-»«[]")
_WIDE = frozenset("mwMWOQCGŽŠČDHNU")
# A word that would have fitted with this much to spare was not left out by the line's width.
_SPARE_WIDTH = 4.0
_SHARE_WITHIN_SENTENCES = 0.2


class Gap(Enum):
    """What lies between a line and the one before it."""

    NONE = auto()
    BLANK = auto()
    SPACER = auto()
    PAGE = auto()


@dataclass(frozen=True)
class Line:
    number: int
    text: str
    gap: Gap
    page: int
    trailing: int = 0
    dense: bool = False
    after_rule: bool = False


@dataclass(frozen=True)
class Layout:
    """How the page was set: the width of a full line, and whether lines stand apart."""

    width: float
    double_spaced: bool


def clean(text: str) -> str:
    """One blank between words, none before a full stop or a comma; a cut word shows its cut."""
    text = _SOFT_HYPHEN_AT_END.sub("\u2010", _CONTROL.sub("", text))
    text = text.replace("\u00ad", "").replace("\u00a0", " ")
    for ligature, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff")):
        text = text.replace(ligature, letters)
    return _SPACE_BEFORE_SIGN.sub(r"\1", " ".join(text.split()))


def measure(lines: Sequence[Line]) -> tuple[list[Line], Layout]:
    """The lines, marked where they stand close together, and the layout they show."""
    marked = []
    for line, after in zip(lines, [*lines[1:], None], strict=True):
        close_below = after is not None and after.gap is Gap.NONE
        marked.append(replace(line, dense=line.gap is Gap.NONE or close_below))
    if not marked:
        return marked, Layout(width=0.0, double_spaced=False)
    # Rows of a table are as long as their cells make them.
    running = [line for line in marked if not line.text.startswith("|")] or marked
    widths = sorted(_width(line.text) for line in running)
    return marked, Layout(widths[int(len(widths) * 0.9)], _is_double_spaced(marked))


def _is_double_spaced(lines: Sequence[Line]) -> bool:
    """Whether empty lines often stand in the middle of sentences."""
    pairs = [(before, line) for before, line in pairwise(lines) if line.gap is Gap.BLANK]
    within = [not ends_sentence(before.text) and line.text[0].islower() for before, line in pairs]
    return sum(within) > len(pairs) * _SHARE_WITHIN_SENTENCES


def ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text) is not None


def starts_sentence(text: str) -> bool:
    return _SENTENCE_START.match(text) is not None


def is_short(line: Line, after: Line, layout: Layout) -> bool:
    """Whether the first word of the next line would have had room on this one."""
    first_word = after.text.split(" ", 1)[0]
    return _width(f"{line.text} {first_word}") + _SPARE_WIDTH <= layout.width


def starts_paragraph(before: Line, line: Line, layout: Layout) -> bool:
    """Whether a new paragraph begins with the line."""
    if line.gap is Gap.SPACER:
        return ends_sentence(before.text) or starts_sentence(line.text)
    if line.gap is Gap.BLANK and (not layout.double_spaced or before.dense or line.dense):
        return True
    if not (ends_sentence(before.text) and starts_sentence(line.text)):
        return False
    # What is taken out of a PDF keeps the blank before a paragraph's end: two at the line's end.
    paragraph_end = before.trailing >= 2 and line.gap is not Gap.NONE
    return paragraph_end or is_short(before, line, layout)


def _width(text: str) -> float:
    """The width in average letters: the page is set in a proportional font."""
    return sum(0.55 if c in _NARROW else 1.35 if c in _WIDE else 1.0 for c in text)
