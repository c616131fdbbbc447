"""Notes at the foot of a page, and the marks that call them."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.importing.joining import join
from knowledge.importing.lines import Gap, Line
from knowledge.importing.report import Reason, Report
from knowledge.importing.structure import NOTE_MARK

_NOTE_START = re.compile(r"(\d{1,3})[.)]?\s+(\S.*)$")
# With a full stop behind the number it may be the next heading.
_LONE_NOTE_START = re.compile(r"(\d{1,3})\s+(\S.*)$")
_MARKDOWN_NOTE = re.compile(r"\[\^(\d{1,3})\]:\s*(.*)$")


@dataclass(frozen=True)
class FootNote:
    number: int
    text: str
    page: int
    line: int


def take_notes(lines: Sequence[Line], report: Report) -> tuple[list[Line], dict[int, FootNote]]:
    """The lines without the notes but with their marks, and the notes by number.

    A note whose mark is not found is kept and goes to the report.
    """
    text, notes = _part(lines)
    marked = list(text)
    already = {int(number) for line in text for number in NOTE_MARK.findall(line.text)}
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(text):
        pages[line.page].append(index)
    found: dict[int, FootNote] = {}
    for note in notes:
        if note.number in found:
            report.suspect(note.line, note.text, Reason.SECOND_NOTE)
            continue
        if note.number not in already and not _mark(marked, pages, note):
            report.suspect(note.line, note.text, Reason.NOTE_WITHOUT_MARK)
        found[note.number] = note
    for line in marked:
        for number in NOTE_MARK.findall(line.text):
            if int(number) not in found:
                report.suspect(line.number, line.text, Reason.MARK_WITHOUT_NOTE, number)
    return marked, found


def _part(lines: Sequence[Line]) -> tuple[list[Line], list[FootNote]]:
    text: list[Line] = []
    notes: list[FootNote] = []
    index = 0
    while index < len(lines):
        if _opens_notes(lines[index], notes):
            end = _end_of_notes(lines, index, notes)
            notes += _read_notes(lines[index:end])
            if end < len(lines):
                text += _with_page_gap(lines[end])
            index = end + 1
        else:
            text.append(lines[index])
            index += 1
    return text, notes


def _with_page_gap(line: Line) -> list[Line]:
    """What follows the notes continues the text above them."""
    return [line if line.gap is Gap.PAGE else replace(line, gap=Gap.SPACER)]


def _opens_notes(line: Line, notes: Sequence[FootNote]) -> bool:
    if _MARKDOWN_NOTE.match(line.text):
        return True
    start = _NOTE_START.match(line.text)
    return line.after_rule and start is not None and int(start.group(1)) == _next_number(notes)


def _next_number(notes: Sequence[FootNote]) -> int:
    return notes[-1].number + 1 if notes else 1


def _end_of_notes(lines: Sequence[Line], index: int, notes: Sequence[FootNote]) -> int:
    """Notes stand close together, up to the end of the page."""
    expected = _next_number(notes) + 1
    markdown = _MARKDOWN_NOTE.match(lines[index].text) is not None
    for end in range(index + 1, len(lines)):
        line = lines[end]
        start = (_MARKDOWN_NOTE if markdown else _LONE_NOTE_START).match(line.text)
        next_note = start is not None and (markdown or int(start.group(1)) == expected)
        if line.gap is Gap.PAGE or (line.gap is not Gap.NONE and not next_note):
            return end
        expected += next_note
    return len(lines)


def _read_notes(lines: Sequence[Line]) -> list[FootNote]:
    groups: list[tuple[int, list[str], Line]] = []
    for line in lines:
        start = _MARKDOWN_NOTE.match(line.text) or _NOTE_START.match(line.text)
        expected = groups[-1][0] + 1 if groups else None
        if start and (expected is None or int(start.group(1)) == expected):
            groups.append((int(start.group(1)), [start.group(2)], line))
        else:
            groups[-1][1].append(line.text)
    return [
        FootNote(number, join(texts), first.page, first.number) for number, texts, first in groups
    ]


def _mark(lines: list[Line], pages: Mapping[int, list[int]], note: FootNote) -> bool:
    """Write the mark of a note where its number hangs on a word, near the note's page."""
    hanging = re.compile(
        rf"(?<=[^\W\d_])([)»«”\"'…]*[.,;:!?]?[)»«”\"'…]*){note.number}"
        r"(?![\d.,:/–-]*\d)(?![^\W\d_])"
    )
    for page in (note.page, note.page - 1):
        for index in pages.get(page, []):
            line = lines[index]
            if line.number < note.line and hanging.search(line.text):
                text = hanging.sub(rf"\g<1>[^{note.number}]", line.text, count=1)
                lines[index] = replace(line, text=text)
                return True
    return False
