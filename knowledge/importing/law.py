"""Articles of law with numbered paragraphs, where a text quotes them or is one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.importing.joining import join
from knowledge.importing.lines import Layout, Line
from knowledge.importing.lists import bullet_item, continues_item
from knowledge.importing.structure import LegalArticle, LegalParagraph, without_note_marks

_PARAGRAPH = re.compile(r"(?P<quote>[»„“\"])?\((?P<number>\d{1,3})\)\s*(?P<text>\S.*)$")
_ARTICLE = re.compile(
    r"(?P<article>\d{1,3}(?:\.\s?[a-zč])?)\.?\s*člen\w*(?P<act>(?:\s+[^,.;:()»«]+)?)"
)
_ARTICLE_TITLE = re.compile(r"(?P<article>\d{1,3}(?:\.\s?[a-zč])?)\.\s*člen$")
_ACT = re.compile(
    r"(?P<kind>zakonik|zakon|pravilnik|uredb|konvencij|direktiv|ustav)\w*(?P<subject>\s+[^,.;:()»«]+)?",
    re.IGNORECASE,
)
_ACT_KINDS = {
    "zakon": "Zakon",
    "zakonik": "Zakonik",
    "pravilnik": "Pravilnik",
    "uredb": "Uredba",
    "konvencij": "Konvencija",
    "direktiv": "Direktiva",
    "ustav": "Ustava",
}
# A page needs a title.
_UNNAMED_ACT = "Pravni akt"
_QUOTE_ENDS = {"»": "«", "„": "“", "“": "”", '"': '"'}
_CITATION = re.compile(r"\s*\((?P<act>[^()]*)\)\s*\.?\s*$")


@dataclass(frozen=True)
class _Reference:
    act: str
    article: str


def read_article(
    lines: Sequence[Line], start: int, above: str, layout: Layout
) -> tuple[LegalArticle, int, str] | None:
    """The article that begins at a line, the index after it and what follows its quotation.

    ``above`` is the text that leads to it and names article and act.
    """
    opening = _PARAGRAPH.match(lines[start].text)
    reference = _reference(above)
    if opening is None or opening["number"] != "1" or reference is None:
        return None
    end = _end(lines, start, opening["quote"])
    paragraphs, rest = _split_paragraphs(lines[start:end], opening["quote"])
    act, rest = _cited_act(rest)
    read = tuple(_read_paragraph(number, part, layout) for number, part in paragraphs)
    act = act or reference.act or _UNNAMED_ACT
    return LegalArticle(act, reference.article, read), end, rest


def opens_article(text: str) -> bool:
    """Whether the text begins with the first numbered paragraph of an article."""
    match = _PARAGRAPH.match(text)
    return match is not None and match["number"] == "1"


def is_article_title(line: Line) -> bool:
    """A line that holds nothing but "50. člen"."""
    return _ARTICLE_TITLE.match(line.text) is not None


def _reference(above: str) -> _Reference | None:
    """The last article named in the text, with its act."""
    matches = list(_ARTICLE.finditer(without_note_marks(above)))
    if not matches:
        return None
    act = _ACT.search(matches[-1]["act"]) or _last_act(above)
    article = matches[-1]["article"].replace(" ", "")
    return _Reference(_act_name(act) if act else "", article)


def _last_act(above: str) -> re.Match[str] | None:
    acts = list(_ACT.finditer(above))
    return acts[-1] if acts else None


def _act_name(act: re.Match[str]) -> str:
    """The name of the act as it is titled: its kind in the nominative."""
    return f"{_ACT_KINDS[act['kind'].lower()]}{act['subject'] or ''}".strip()


def _cited_act(rest: str) -> tuple[str, str]:
    """The act named in brackets behind the quotation, and what then remains."""
    citation = _CITATION.match(rest)
    act = _ACT.match(citation["act"].strip()) if citation else None
    return (_act_name(act), "") if act else ("", rest)


def _end(lines: Sequence[Line], start: int, quote: str | None) -> int:
    """A quotation ends with its closing sign, an article of its own with what is not law."""
    if quote is not None:
        depth = 0
        closing = _QUOTE_ENDS[quote]
        for index in range(start, len(lines)):
            depth += lines[index].text.count(quote) - lines[index].text.count(closing)
            if (closing == quote and index > start and quote in lines[index].text) or (
                closing != quote and depth <= 0
            ):
                return index + 1
    for index in range(start + 1, len(lines)):
        if is_article_title(lines[index]):
            return index
    return len(lines)


def _split_paragraphs(
    lines: Sequence[Line], quote: str | None
) -> tuple[list[tuple[int, list[Line]]], str]:
    """The lines of each numbered paragraph, without the quotation signs, and the rest."""
    paragraphs: list[tuple[int, list[Line]]] = []
    rest = ""
    for index, line in enumerate(lines):
        text = line.text
        if quote and index == len(lines) - 1:
            text, _, rest = text.rpartition(_QUOTE_ENDS[quote])
        match = _PARAGRAPH.match(text)
        expected = len(paragraphs) + 1
        if match and int(match["number"]) == expected:
            paragraphs.append((expected, []))
            text = match["text"]
        paragraphs[-1][1].append(Line(line.number, text, line.gap, line.page, dense=line.dense))
    return paragraphs, rest.strip()


def _read_paragraph(number: int, lines: Sequence[Line], layout: Layout) -> LegalParagraph:
    opening: list[str] = []
    points: list[list[str]] = []
    closing: list[str] = []
    for index, line in enumerate(lines):
        point = bullet_item(line)
        if point is not None and not closing:
            points.append([point])
        elif not points:
            opening.append(line.text)
        elif not closing and continues_item(lines[index - 1], line, layout):
            points[-1].append(line.text)
        else:
            closing.append(line.text)
    return LegalParagraph(number, join(opening), tuple(map(join, points)), join(closing))
