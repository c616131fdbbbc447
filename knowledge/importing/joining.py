"""Putting lines together again where the page broke them."""

import re
from collections.abc import Iterable

from knowledge.importing.lines import clean
from knowledge.importing.words import is_word

# A hyphen as it is typed, or as programs set it where they divide a word.
_BROKEN_WORD = re.compile(r"([^\W\d_]+)[-\u2010]$")
_CUT_WORD = re.compile(r"([^\W\d_]+)[-\u2010\u00ad] +([^\W\d_]+)")
# "77–" at the end of a line and "78" on the next one.
_RANGE_END = re.compile(r"\d[–-]$")
LONGEST_WORD = 80
_LAST_WORD = re.compile(r"[^\W\d_]{2,}$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


def join(texts: Iterable[str]) -> str:
    """One running text; a word divided at a line's end becomes whole."""
    joined = ""
    for text in texts:
        joined = _join_two(joined, text) if joined else text
    return clean(joined)


def _join_two(before: str, after: str) -> str:
    if _RANGE_END.search(before) and after[:1].isdecimal():
        return before + after
    # Only the end: a search through the whole text for each line would take its square.
    broken = _BROKEN_WORD.search(before[-LONGEST_WORD:])
    rest = _FIRST_WORD.match(after)
    if rest is None or not rest.group()[0].islower():
        return f"{before} {after}"
    if broken is None:
        return before + ("" if _is_cut_without_sign(before, rest.group()) else " ") + after
    head, tail = broken.group(1), rest.group()
    if not is_word(head + tail) and is_word(head) and is_word(tail):
        return before[:-1] + "-" + after
    return before[:-1] + after


def _is_cut_without_sign(before: str, tail: str) -> bool:
    """Whether a word was divided by a sign that the font does not draw, such as a soft hyphen."""
    last = _LAST_WORD.search(before[-LONGEST_WORD:])
    if last is None or not is_word(last.group() + tail):
        return False
    return not (is_word(last.group()) and is_word(tail))


def cut_words(text: str) -> list[str]:
    """Words that a line's end may have cut in two for good: both halves together are a word."""
    return [
        match.group()
        for match in _CUT_WORD.finditer(text)
        if match.group(2)[0].islower() and is_word(match.group(1) + match.group(2))
    ]
