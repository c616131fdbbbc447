"""Snippets: a piece of the original text with the words that were found marked."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from knowledge.search.analysis import Word

SNIPPET_WORDS = 34
LEAD_WORDS = 5
ELLIPSIS = "…"


class SnippetPart(NamedTuple):
    """A piece of text, to be escaped by whoever shows it; `is_match` pieces are marked."""

    text: str
    is_match: bool


Passage = tuple[SnippetPart, ...]


def snippet_of(
    text: str,
    placed: Sequence[Word],
    is_match: Callable[[int], bool],
    around: int,
) -> Passage:
    """The piece of `text` that begins a little before the word at `around`.

    `placed` are the words of the text; `is_match(i)` says whether the i-th word was found.
    The parts put together are the original text, white space pulled together.
    """
    if not placed:
        return (SnippetPart(_pulled_together(text), False),) if text.strip() else ()
    first = max(0, min(around - LEAD_WORDS, len(placed) - SNIPPET_WORDS))
    last = min(len(placed), first + SNIPPET_WORDS) - 1
    begin = placed[first].start if first else 0
    end = placed[last].end if last + 1 < len(placed) else len(text)
    parts = [SnippetPart(f"{ELLIPSIS} ", False)] if first else []
    parts.extend(_marked(text, placed[first : last + 1], is_match, first, begin, end))
    if last + 1 < len(placed):
        parts.append(SnippetPart(f" {ELLIPSIS}", False))
    return tuple(part for part in parts if part.text)


def _marked(
    text: str,
    placed: Sequence[Word],
    is_match: Callable[[int], bool],
    offset: int,
    begin: int,
    end: int,
) -> list[SnippetPart]:
    parts: list[SnippetPart] = []
    plain_from = begin
    for place, word in enumerate(placed, start=offset):
        if is_match(place):
            parts.append(SnippetPart(_pulled_together(text[plain_from : word.start]), False))
            parts.append(SnippetPart(text[word.start : word.end], True))
            plain_from = word.end
    parts.append(SnippetPart(_pulled_together(text[plain_from:end]), False))
    return parts


def _pulled_together(text: str) -> str:
    pulled = " ".join(text.split())
    if not pulled:
        return " " if text else ""
    before = " " if text[0].isspace() else ""
    after = " " if text[-1].isspace() else ""
    return f"{before}{pulled}{after}"
