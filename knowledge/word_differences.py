"""Two texts, word by word: what was kept, what went and what came."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Part:
    """A run of words, and what became of it."""

    change: Change
    text: str


def words_compare(old: str, new: str) -> Iterator[Part]:
    """What was kept, went and came, in the order in which it is read."""
    before, after = words_of(old), words_of(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        removed, added = "".join(before[old_from:old_to]), "".join(after[new_from:new_to])
        if kind == "equal":
            yield Part(Change.KEPT, added)
            continue
        if removed:
            yield Part(Change.REMOVED, removed)
        if added:
            yield Part(Change.ADDED, added)


def words_of(text: str) -> list[str]:
    """Words with the blank behind them, so that a changed run is marked without gaps."""
    return re.findall(r"\S+\s*|\s+", text)
