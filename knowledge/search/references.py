"""References to a place by its number: "3.3.1", "50/7", "sedmi odstavek 50. člena"."""

import re
from dataclasses import dataclass

from knowledge.law.grammar import ARTICLE_NOUN, ORDINAL_ENDING, ORDINAL_STEM, ordinal_number
from knowledge.search.analysis import fold

ENGLISH_ORDINALS: dict[str, str] = {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "fifth": "5",
    "sixth": "6",
    "seventh": "7",
    "eighth": "8",
    "ninth": "9",
    "tenth": "10",
}
_ENGLISH_ORDINAL = "|".join(ENGLISH_ORDINALS)
_SECTION = re.compile(r"(?<![\d.])\d{1,2}(?:\.\d{1,2}){1,4}(?![\d])")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,3}[a-z]?)\s?/\s?(\d{1,2})(?![\d/])")
# Looser than in the texts themselves: people leave out full stops and turn the order round.
_ARTICLE = re.compile(
    rf"(?<![\d.])(\d{{1,3}}[a-z]?)\.?\s*{ARTICLE_NOUN}|\barticle\s+(\d{{1,3}}[a-z]?)\b"
)
_PARAGRAPH = re.compile(
    rf"(?<![\d.])(\d{{1,2}})\.?\s*odst"
    rf"|\bodstav\w+\s+(\d{{1,2}})\b"
    rf"|\b((?:{ORDINAL_STEM}){ORDINAL_ENDING}?)\s+odst"
    rf"|\bparagraph\s+(\d{{1,2}})\b"
    rf"|\b({_ENGLISH_ORDINAL})\s+paragraph"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A place named in a question. `paragraph` is empty when the whole article is meant."""

    number: str
    paragraph: str = ""

    def matches(self, number: str) -> bool:
        if self.paragraph:
            return number == f"{self.number}/{self.paragraph}"
        return number == self.number or number.startswith(f"{self.number}/")


def references_in(question: str) -> tuple[Reference, ...]:
    """The places that a question names, without doubles, in the order they are found."""
    folded = fold(question)
    found: dict[Reference, None] = {}
    for match in _SLASHED.finditer(folded):
        found[Reference(match.group(1), match.group(2))] = None
    articles = [_first(match) for match in _ARTICLE.finditer(folded)]
    paragraphs = [_first(match) for match in _PARAGRAPH.finditer(folded)]
    for article in articles:
        for paragraph in paragraphs or [""]:
            found[Reference(article, _number(paragraph))] = None
    for match in _SECTION.finditer(folded):
        found[Reference(match.group())] = None
    return tuple(found)


def _number(paragraph: str) -> str:
    return ENGLISH_ORDINALS.get(paragraph) or (ordinal_number(paragraph) if paragraph else "")


def _first(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)
