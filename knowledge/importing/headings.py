"""Numbered headings and the tree they make."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.importing.joining import join
from knowledge.importing.lines import Gap, Layout, Line, is_short
from knowledge.importing.report import Reason, Report

_HEADING = re.compile(
    r"(?P<sign>#{1,6}\s+)?(?P<number>\d{1,2}(?:\.\d{1,2}){0,7})(?P<dot>\.?)\s+(?P<title>\S.*)$"
)
_TITLE_START = re.compile(r"[»„“\"(]*[^\W\d_]")
_CONTINUED_TITLE = re.compile(r"\(?[a-zčšžćđ]")
_LONGEST_TITLE = 200
_LIST_STEP_LINES = 5

Number = tuple[int, ...]


@dataclass(frozen=True)
class Heading:
    number: Number
    title: str
    line: int

    @property
    def label(self) -> str:
        return ".".join(map(str, self.number))


@dataclass(frozen=True)
class Chapter:
    """A heading with the lines below it, before it is read into blocks."""

    heading: Heading
    lines: tuple[Line, ...]


def split_chapters(
    lines: Sequence[Line], layout: Layout, report: Report
) -> tuple[Sequence[Line], list[Chapter]]:
    """What precedes all headings, and the lines under each heading."""
    starts = _heading_lines(lines, report)
    chapters = []
    for start, end in pairwise([*starts, len(lines)]):
        heading, body = _read_heading(lines, start, end, layout)
        chapters.append(Chapter(heading, tuple(lines[body:end])))
    return lines[: starts[0]] if starts else lines, chapters


def _parse(line: Line) -> tuple[Number, re.Match[str]] | None:
    match = _HEADING.match(line.text)
    if match is None:
        return None
    number = tuple(map(int, match["number"].split(".")))
    plain_sentence = not match["sign"] and not match["dot"] and len(number) == 1
    return None if plain_sentence else (number, match)


def _heading_lines(lines: Sequence[Line], report: Report) -> list[int]:
    starts: list[int] = []
    current: Number = ()
    list_step, list_line = 0, 0
    for index, line in enumerate(lines):
        parsed = _parse(line)
        if parsed is None:
            continue
        number, match = parsed
        in_list = list_step > 0 and number == (list_step + 1,)
        in_list = in_list and index - list_line <= _LIST_STEP_LINES
        if _is_heading(current, number, match, line) and not (
            in_list and _comes_again(lines, index, number)
        ):
            if not _follows(current, number):
                report.suspect(line.number, line.text, Reason.NUMBERS_LEAVE_A_GAP)
            starts.append(index)
            current, list_step = number, 0
        elif in_list or number == (1,):
            list_step, list_line = number[0], index
    return starts


def _is_heading(current: Number, number: Number, match: re.Match[str], line: Line) -> bool:
    if not _looks_like_title(match["title"]):
        return False
    jump = match["sign"] is not None or (_is_jump(current, number) and line.gap is not Gap.NONE)
    return _follows(current, number) or jump


def _comes_again(lines: Sequence[Line], index: int, number: Number) -> bool:
    later = (_parse(line) for line in lines[index + 1 :])
    return any(parsed is not None and parsed[0] == number for parsed in later)


def _looks_like_title(title: str) -> bool:
    if len(title) > _LONGEST_TITLE or title[-1] in ".;,":
        return False
    start = _TITLE_START.match(title)
    return start is not None and start.group()[-1].isupper()


def _follows(current: Number, number: Number) -> bool:
    """Whether the number is the next one on its own or a higher level, or the first below."""
    if not current:
        return number in {(1,), (0,)}
    if number == (*current, 1):
        return True
    level = len(number) - 1
    return (
        level < len(current)
        and number[:level] == current[:level]
        and number[level] == current[level] + 1
    )


def _is_jump(current: Number, number: Number) -> bool:
    level = len(number) - 1
    if len(number) < 2 or level >= len(current):
        return False
    return number[:level] == current[:level] and number[level] == current[level] + 2


def _read_heading(
    lines: Sequence[Line], start: int, end: int, layout: Layout
) -> tuple[Heading, int]:
    """The heading and the index of the first line below it."""
    number, match = _parse(lines[start]) or ((), None)
    titles = [match["title"].rstrip("# ") if match else lines[start].text]
    body = start + 1
    while body < end and _continues_title(lines[body - 1], lines[body], layout):
        titles.append(lines[body].text)
        body += 1
    return Heading(number, join(titles), lines[start].number), body


def _continues_title(before: Line, line: Line, layout: Layout) -> bool:
    """A title is set larger than the text, so its full line is shorter than the page."""
    if line.gap is Gap.SPACER or before.text[-1] in ".!?:":
        return False
    return _CONTINUED_TITLE.match(line.text) is not None and (
        line.gap is Gap.NONE or layout.double_spaced or not is_short(before, line, layout)
    )
