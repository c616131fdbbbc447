"""Putting lines together again where the page broke them."""

import re
from collections.abc import Iterable

from knowledge.importing.lines import clean
from knowledge.importing.words import is_word

_BROKEN_WORD = re.compile(r"([^\W\d_]+)-$")
# "77–" at the end of a line and "78" on the next one.
_RANGE_END = re.compile(r"\d[–-]$")
LONGEST_WORD = 80
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def join(texts: Iterable[str]) -> str:
    """One running text; a word divided at a line's end becomes whole."""
    joined = ""
    for text in texts:
        joined = _join_two(joined, text) if joined else text
    return clean(joined)


def _join_two(before: str, after: str) -> str:
    if before.endswith("\u00ad"):
        return before[:-1] + after
    if _RANGE_END.search(before) and after[:1].isdecimal():
        return before + after
    # Only the end: a search through the whole text for each line would take its square.
    broken = _BROKEN_WORD.search(before[-LONGEST_WORD:])
    rest = _FIRST_WORD.match(after)
    if broken is None or rest is None or not rest.group()[0].islower():
        return f"{before} {after}"
    head, tail = broken.group(1), rest.group()
    if not is_word(head + tail) and is_word(head) and is_word(tail):
        return before + after
    return before[:-1] + after
