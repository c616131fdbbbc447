"""Notes at the foot of a PDF's page: small print below the text that begins with a number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.importing.joining import join
from knowledge.importing.lines import ends_sentence
from knowledge.importing.pdf_rows import Row

_SMALL = 0.93
_NOTE_START = re.compile(r"(?P<number>\d{1,3})[.)]?(?P<blank>\s*)(?P<text>\S.*)$")


@dataclass
class PageNotes:
    """`numbers`: as printed on the page → in the whole document, where each page may begin anew."""

    numbers: dict[int, int] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    last: int = 0


def take_page_notes(
    rows: Sequence[Row], size: float, previous: PageNotes
) -> tuple[list[Row], PageNotes]:
    """The rows without the notes, and the notes; what goes on from the page before joins them."""
    start = len(rows)
    while start and rows[start - 1].size <= size * _SMALL:
        start -= 1
    notes = PageNotes(last=previous.last)
    foot = list(rows[start:])
    first = next((index for index, row in enumerate(foot) if _starts(row, None)), len(foot))
    if first and foot[:first] and _goes_on(previous):
        number = max(previous.texts)
        previous.texts[number] = join([previous.texts[number], *(row.text for row in foot[:first])])
        body = list(rows[:start])
    else:
        body = list(rows[: start + first])
    expected: int | None = None
    texts: dict[int, list[str]] = {}
    for row in foot[first:]:
        printed = _starts(row, expected)
        if printed is None:
            texts[notes.last].append(row.text)
            continue
        number, text = printed
        expected = number + 1
        notes.last = number if number > notes.last else notes.last + 1
        notes.numbers[number] = notes.last
        texts[notes.last] = [text]
    notes.texts = {number: join(parts) for number, parts in texts.items()}
    return body, notes


def _starts(row: Row, expected: int | None) -> tuple[int, str] | None:
    """The number and the text of a note that begins in a row."""
    match = _NOTE_START.match(row.text)
    if match is None:
        return None
    number = int(match["number"])
    raised = bool(row.pieces) and row.pieces[0].raised
    if not (raised or match["blank"]) or (expected is not None and number != expected):
        return None
    return number, match["text"]


def _goes_on(previous: PageNotes) -> bool:
    return bool(previous.texts) and not ends_sentence(previous.texts[max(previous.texts)])
