"""Hits put together under the place that they are found in: a section, or an article of law."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from knowledge.search.analysis import words
from knowledge.search.collect import article_title
from knowledge.search.documents import DocumentKind
from knowledge.search.engine import SearchHit
from knowledge.search.highlight import ELLIPSIS, Passage

# A run of so many words is rarely found twice on a page.
WORDS_IN_FRAGMENT = 4
MOST_FRAGMENTS = 3
# An article may answer with many paragraphs; of the others only their place is shown.
MOST_PASSAGES = 4


@dataclass(frozen=True)
class FoundPassage:
    """A piece of text with the words that were found, and where it stands."""

    label: str
    address: str
    parts: Passage


@dataclass(frozen=True)
class HitGroup:
    """A section or an article of law, with what was found in it.

    `others` are passages beyond the first few.
    """

    kind: DocumentKind
    number: str
    title: str
    address: str
    path: tuple[str, ...]
    passages: list[FoundPassage] = field(default_factory=list)
    others: list[FoundPassage] = field(default_factory=list)


def hits_grouped(hits: Iterable[SearchHit]) -> list[HitGroup]:
    """The places of the hits, in the order of the best hit of each; passages best first."""
    groups: dict[str, HitGroup] = {}
    for hit in hits:
        place = hit.url.partition("#")[0]
        group = groups.get(place)
        if group is None:
            groups[place] = group = _group(hit, place)
        for passage in _passages(hit):
            is_full = len(group.passages) == MOST_PASSAGES
            (group.others if is_full else group.passages).append(passage)
    return list(groups.values())


def _group(hit: SearchHit, place: str) -> HitGroup:
    if hit.kind is not DocumentKind.LAW:
        return HitGroup(hit.kind, hit.number, hit.title, place, hit.path)
    return HitGroup(hit.kind, "", article_title(hit.title), place, hit.path)


def _passages(hit: SearchHit) -> Iterable[FoundPassage]:
    label = ""
    if hit.kind is DocumentKind.LAW:
        label = hit.title.removeprefix(article_title(hit.title)).lstrip(", ")
    # A paragraph is one place, however long it is.
    for parts in hit.passages[:1] if label else hit.passages:
        # An address with a place of its own needs no help to find it.
        address = hit.url if "#" in hit.url else f"{hit.url}{text_fragment(parts)}"
        yield FoundPassage(label, address, parts)


def text_fragment(parts: Passage) -> str:
    """The end of an address that makes a browser scroll to the words found and mark them.

    Source: WICG URL Fragment Text Directives. A browser that does not know it opens the page at
    its beginning, and so does one that does not find the words. It is not sent to the server.
    """
    runs: list[str] = []
    text = "".join(part.text for part in parts)
    position = end = 0
    for part in parts:
        if part.is_match and position >= end and len(runs) < MOST_FRAGMENTS:
            runs.append(_run(text[position:]))
            end = position + len(runs[-1])
        position += len(part.text)
    directives = "&".join(f"text={_encoded(run)}" for run in dict.fromkeys(runs))
    return f"#:~:{directives}" if directives else ""


def _run(text: str) -> str:
    """The words that a text begins with, as far as it goes."""
    placed = list(words(text.replace(ELLIPSIS, " ")))[:WORDS_IN_FRAGMENT]
    return text[placed[0].start : placed[-1].end] if placed else ""


def _encoded(run: str) -> str:
    return quote(run, safe="").replace("-", "%2D")
