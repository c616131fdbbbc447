"""Taking away what belongs to the page and not to the text."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from knowledge.importing.lines import Gap, Line, clean
from knowledge.importing.report import Furniture, Report

_NOTE_RULE = re.compile(r"(?:\s{20,}|\s*[_─—]{5,}\s*)$")
_PAGE_NUMBER = re.compile(
    r"(?:(?:stran|str\.|page)\s*)?[-–|]?\s*(\d{1,3})(?:\s*(?:/|od|of)\s*\d{1,3})?\s*[-–|]?$",
    re.IGNORECASE,
)
_CONTENTS_ENTRY = re.compile(r".{3,}?\s*(?:\.{4,}|(?:\s\.){4,}|…{2,})\s*\d{1,4}$")
_RUNNING_TITLE_PAGES = 3
_LONGEST_RUNNING_TITLE = 100
_SHARE_OF_PAGE_STARTS = 0.3


def drop_furniture(source: Sequence[str], report: Report) -> list[Line]:
    """The lines of text, each with the gap before it; what is dropped goes to the report."""
    page_starts = _page_starts(source)
    running_titles = _running_titles(source, page_starts)
    lines: list[Line] = []
    gap, page, last_page_number, after_rule = Gap.NONE, 1, 0, False
    for index, raw in enumerate(source):
        text = clean(raw)
        if index in page_starts and lines and gap is not Gap.PAGE:
            gap, page = Gap.PAGE, page + 1
        if _is_note_rule(raw):
            after_rule = True
        elif not text:
            gap = _wider(gap, raw)
        elif _CONTENTS_ENTRY.match(text):
            report.drop(index + 1, text, Furniture.CONTENTS)
        elif index in running_titles:
            report.drop(index + 1, text, Furniture.RUNNING_TITLE)
        elif last_page_number < (number := _page_number(source, index, text)):
            last_page_number = number
            report.drop(index + 1, text, Furniture.PAGE_NUMBER)
            if gap is not Gap.PAGE:
                gap, page = Gap.PAGE, page + 1
        else:
            trailing = len(raw) - len(raw.rstrip(" "))
            lines.append(Line(index + 1, text, gap, page, trailing, after_rule=after_rule))
            gap, after_rule = Gap.NONE, False
    return lines


def _wider(gap: Gap, raw: str) -> Gap:
    """A line holding only a blank was an empty paragraph; an empty one may be mere spacing."""
    if gap is Gap.PAGE:
        return gap
    return Gap.SPACER if raw.strip("\f") or gap is not Gap.NONE else Gap.BLANK


def _page_starts(source: Sequence[str]) -> set[int]:
    """Lines after a form feed, or, where it was lost, those that begin with one blank."""
    fed = {index for index, raw in enumerate(source) if raw.startswith("\f")}
    texts = [index for index, raw in enumerate(source) if raw.strip()]
    moved = {i for i in texts if source[i][0] == " " and not source[i][1:2].isspace()}
    if len(moved) > max(1, len(texts) * _SHARE_OF_PAGE_STARTS):
        return fed
    return fed | moved


def _running_titles(source: Sequence[str], page_starts: set[int]) -> set[int]:
    """First and last lines of pages that say the same on page after page."""
    edges: list[int] = []
    texts = _texts_above_notes(source, page_starts)
    for start in sorted(page_starts | {0}):
        first_of_page = bisect_left(texts, start)
        edges += texts[max(first_of_page - 1, 0) : first_of_page + 1]
    shapes = {index: re.sub(r"\d+", "#", clean(source[index])) for index in edges}
    counts = Counter(shapes.values())
    return {
        index
        for index, shape in shapes.items()
        if counts[shape] >= _RUNNING_TITLE_PAGES
        and len(shape) <= _LONGEST_RUNNING_TITLE
        and any(sign.isalpha() for sign in shape)
        # Rows of a table may well be of one shape.
        and not shape.startswith("|")
    }


def _texts_above_notes(source: Sequence[str], page_starts: set[int]) -> list[int]:
    """Notes may say the same on page after page, such as "Prav tam."."""
    texts = []
    in_notes = False
    for index, raw in enumerate(source):
        in_notes = (in_notes and index not in page_starts) or _is_note_rule(raw)
        if not in_notes and clean(raw):
            texts.append(index)
    return texts


def _is_note_rule(raw: str) -> bool:
    return _NOTE_RULE.match(raw.strip("\f")) is not None


def is_page_number(text: str) -> bool:
    """Whether a line holds nothing but the number of a page."""
    return _PAGE_NUMBER.match(text) is not None


def _page_number(source: Sequence[str], index: int, text: str) -> int:
    """The number of a page where it stands alone between empty lines; 0 otherwise."""
    match = _PAGE_NUMBER.match(text)
    if match is None:
        return 0
    above = index == 0 or not source[index - 1].strip()
    below = index + 1 == len(source) or not source[index + 1].strip("\f ")
    feeds = index + 1 < len(source) and source[index + 1].startswith("\f")
    return int(match.group(1)) if above and (below or feeds) else 0
