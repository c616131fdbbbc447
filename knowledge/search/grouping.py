"""Hits put together under the place that they are found in: a section, or an article of law."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from knowledge.numbers import number_order
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
    found: dict[str, list[SearchHit]] = {}
    for hit in hits:
        found.setdefault(hit.url.partition("#")[0], []).append(hit)
    return [_group(place, hits_there) for place, hits_there in found.items()]


def _group(place: str, hits: Sequence[SearchHit]) -> HitGroup:
    first = hits[0]
    is_law = first.kind is DocumentKind.LAW
    passages = [passage for hit in _reading_order(hits) for passage in _passages(hit)]
    return HitGroup(
        kind=first.kind,
        number="" if is_law else first.number,
        title=article_title(first.title) if is_law else first.title,
        address=place,
        path=first.path,
        passages=passages[:MOST_PASSAGES],
        others=passages[MOST_PASSAGES:],
    )


def _reading_order(hits: Sequence[SearchHit]) -> list[SearchHit]:
    """The best first; before them, in the order of the law, those that use the term asked for.

    Who types a term of the law looks it up: an article says first what it is about, and its later
    paragraphs build on that, however often they repeat it.
    """
    as_asked = sorted(
        (hit for hit in hits if hit.is_as_asked), key=lambda hit: number_order(hit.number)
    )
    return [*as_asked, *(hit for hit in hits if not hit.is_as_asked)]


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
