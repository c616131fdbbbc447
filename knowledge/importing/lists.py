"""Lists with a sign or a number before each item."""

import re
from collections.abc import Sequence

from knowledge.importing.joining import join
from knowledge.importing.lines import (
    Gap,
    Layout,
    Line,
    ends_sentence,
    is_short,
    starts_paragraph,
    starts_sentence,
)
from knowledge.importing.structure import BulletList

_BULLET = re.compile(r"(?:[-•▪●◦*·‣]|(?P<dash>[–—]))\s+(?P<item>\S.*)$")
_NUMBERED = re.compile(r"(?P<number>\d{1,2})[.)]\s+(?P<item>\S.*)$")
_ITEM_END = re.compile(r"[.!?;:…][«»”\"')]*(\[\^\d+\])*$")


def bullet_item(line: Line, before: Line | None = None) -> str | None:
    """The text of a list item; None for another line.

    A long dash that stands in the middle of a sentence may have come to a line's start.
    """
    match = _BULLET.match(line.text)
    if match is None:
        return None
    in_sentence = (
        before is not None
        and not ends_sentence(before.text)
        and before.text[-1] not in ",;"
        and line.gap in {Gap.NONE, Gap.PAGE}
    )
    if match["dash"] and in_sentence:
        return None
    return match["item"]


def is_bullet(text: str) -> bool:
    return _BULLET.match(text) is not None


def numbered_item(line: Line, expected: int) -> str | None:
    match = _NUMBERED.match(line.text)
    return match["item"] if match and int(match["number"]) == expected else None


def read_list(lines: Sequence[Line], start: int, layout: Layout) -> tuple[BulletList, int] | None:
    """The list that begins at a line and the index after it; None when there is none."""
    before = lines[start - 1] if start else None
    ordered = numbered_item(lines[start], 1) is not None
    if not ordered and bullet_item(lines[start], before) is None:
        return None
    items: list[list[str]] = []
    index = start
    while index < len(lines):
        item = _item(lines, index, ordered, len(items) + 1)
        if item is not None:
            items.append([item])
        elif continues_item(lines[index - 1], lines[index], layout):
            items[-1].append(lines[index].text)
        else:
            break
        index += 1
    if ordered and len(items) == 1:
        return None
    return BulletList(tuple(join(item) for item in items), ordered), index


def _item(lines: Sequence[Line], index: int, ordered: bool, expected: int) -> str | None:
    return numbered_item(lines[index], expected) if ordered else bullet_item(lines[index])


def continues_item(before: Line, line: Line, layout: Layout) -> bool:
    """Whether a line without a sign still belongs to the item above it."""
    if line.gap is Gap.SPACER:
        return False
    if line.gap is Gap.BLANK and (before.dense or line.dense or not layout.double_spaced):
        return False
    if _ITEM_END.search(before.text):
        return not starts_sentence(line.text)
    if starts_sentence(line.text) and is_short(before, line, layout):
        return not starts_paragraph(before, line, layout) and line.gap is not Gap.BLANK
    return True
