"""How Slovene texts name a place in the law: "sedmi odstavek 50. člena", "38.a člen".

Source of the forms: Nomotehnične smernice (Služba Vlade RS za zakonodajo), on citing articles,
paragraphs, points and indents.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from knowledge.search.analysis import fold

ORDINALS: dict[str, str] = {
    "prv": "1",
    "drug": "2",
    "tretj": "3",
    "cetrt": "4",
    "pet": "5",
    "sest": "6",
    "sedm": "7",
    "osm": "8",
    "devet": "9",
    "deset": "10",
    "enajst": "11",
    "dvanajst": "12",
    "trinajst": "13",
    "stirinajst": "14",
    "petnajst": "15",
}
# Without an ending it is no ordinal: "pet odstavkov" are five. "Drugih" are others.
ORDINAL_ENDING = r"(?:ega|emu|em|im|i|a|e|o)"
ORDINAL_STEM = "|".join(sorted(ORDINALS, key=len, reverse=True))
ARTICLE_NOUN = r"(?:clen(?:a|u|om|i|ov|e|ih|oma)?\b|cl\.)"

_ORDINAL = rf"(?:{ORDINAL_STEM}){ORDINAL_ENDING}\b"
_ITEM = rf"(?:\b{_ORDINAL}|(?<![\d.,/])\d{{1,2}}\.|\(\d{{1,2}}\))"
_AND = r"(?:\s*,\s*(?:in\s+)?|\s+(?:in|ali|ter|oziroma|oz\.|do)\s+)"
_ARTICLE = r"(?<![\d.,/\-–])\d{1,4}(?:\.?[a-z]\b\.?|\.\s[a-h]\b\.?|\.)"
_ARTICLES = rf"{_ARTICLE}(?:{_AND}{_ARTICLE})*\s*{ARTICLE_NOUN}"
_PARAGRAPH_NOUN = r"odst(?:av(?:ek|koma|kom|kov|kih|ka|ku|ki|ke)\b|\.)"
_CITATION = re.compile(
    rf"(?:(?P<point>{_ITEM})\s+(?:tock[aeio]|aline[aeijo]+)\w*\s+)?"
    rf"(?P<paragraphs>{_ITEM}(?:{_AND}{_ITEM})*)\s+(?P<noun>{_PARAGRAPH_NOUN})"
    rf"(?:\s+(?:iz\s+|v\s+)?(?:(?P<of>{_ARTICLES})|(?P<this>tega)\s+{ARTICLE_NOUN}"
    rf"|(?P<elsewhere>(?:prejsnj|naslednj|ist)\w+\s+{ARTICLE_NOUN})))?"
    rf"|(?P<before>\bprejsnj(?:ega|emu|em|im|i)\s+odstav(?:ek|ka|ku|kom)\b)"
    rf"|(?P<articles>{_ARTICLES})"
)
_ITEM_PATTERN = re.compile(_ITEM)
_ARTICLE_PATTERN = re.compile(_ARTICLE)
_PLURAL = re.compile(r"odstav(?:ki|kov|kih|ke)$")
_NOT_OF_A_NUMBER = re.compile(r"[\s.()]")
# A glance that spares texts without law the whole grammar.
_PERHAPS = re.compile(r"[čc]l(?:en|\.)|odst", re.IGNORECASE)


class Of(Enum):
    """Which article a citation means."""

    NAMED = "named"
    THIS = "this article"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Citation:
    """A place named in a text, `text[start:end]`.

    `tail` is where the name of the act would follow. `is_before`: the paragraph before the one
    that says so.
    """

    start: int
    end: int
    tail: int
    of: Of
    article: str = ""
    paragraph: int | None = None
    point: int | None = None
    is_before: bool = False


class _FoldedLetters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code)
        return self[code]


_FOLDED_LETTERS = _FoldedLetters()


def fold_in_place(text: str) -> str:
    """Folded letter by letter, so that each keeps its place in the text."""
    return text.translate(_FOLDED_LETTERS)


def article_key(number: str) -> str:
    """The same for "38.a", "38. a" and "38a."."""
    return _NOT_OF_A_NUMBER.sub("", number).lower()


def ordinal_number(word: str) -> str:
    """ "7" for "sedmega", "(7)" and "7."."""
    folded = fold(word).strip("().")
    if folded.isdecimal():
        return folded
    return next(number for stem, number in _BY_LENGTH if folded.startswith(stem))


_BY_LENGTH = sorted(ORDINALS.items(), key=lambda item: -len(item[0]))


def citations_in(text: str) -> list[Citation]:
    """The places that a text names, in order; of a list each place by itself."""
    if not _PERHAPS.search(text):
        return []
    folded = fold_in_place(text)
    return [found for match in _CITATION.finditer(folded) for found in _read(match, text)]


def _read(match: re.Match[str], text: str) -> Iterator[Citation]:
    if match["before"]:
        yield Citation(*match.span(), match.end(), Of.UNSAID, is_before=True)
    elif match["articles"]:
        yield from _articles(match, "articles", text)
    elif match["of"] and len(_ARTICLE_PATTERN.findall(match["of"])) > 1:
        # Whose paragraphs these are is not said.
        yield from _articles(match, "of", text)
    elif not match["elsewhere"]:
        yield from _paragraphs(match, text)


def _articles(match: re.Match[str], group: str, text: str) -> Iterator[Citation]:
    start, end = match.span(group)
    found = list(_ARTICLE_PATTERN.finditer(match.string, start, end))
    for one in found:
        last = one is found[-1]
        number = article_key(text[one.start() : one.end()])
        stop = end if last else one.end()
        yield Citation(one.start(), stop, end, Of.NAMED, number)


def _paragraphs(match: re.Match[str], text: str) -> Iterator[Citation]:
    found = list(_ITEM_PATTERN.finditer(match.string, *match.span("paragraphs")))
    if len(found) == 1 and _PLURAL.match(match["noun"]):
        return
    of, article = _article_of(match, text)
    for one in found:
        paragraph = int(ordinal_number(one.group()))
        with_point = match["point"] and len(found) == 1
        yield Citation(
            match.start() if with_point else one.start(),
            match.end() if one is found[-1] else one.end(),
            match.end(),
            of,
            article,
            paragraph,
            int(ordinal_number(match["point"])) if with_point else None,
        )


def _article_of(match: re.Match[str], text: str) -> tuple[Of, str]:
    if match["this"]:
        return Of.THIS, ""
    if not match["of"]:
        return Of.UNSAID, ""
    number = _ARTICLE_PATTERN.search(match.string, *match.span("of"))
    return Of.NAMED, article_key(text[slice(*number.span())]) if number else ""
