"""From headings with levels and blocks, as Word, HTML and Markdown have them, to the structure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.importing.errors import DocumentEmptyError, DocumentWithoutHeadingsError
from knowledge.importing.garbling import repair_garbled
from knowledge.importing.headings import Heading, Number
from knowledge.importing.law import opens_article, read_article
from knowledge.importing.lines import Gap, Layout, Line, clean
from knowledge.importing.parts import Part, placed_notes, section_tree
from knowledge.importing.report import Reason, Report
from knowledge.importing.structure import (
    NOTE_MARK,
    Block,
    BulletList,
    HandbookDocument,
    LawExcerpt,
    LegalArticle,
    Note,
    NotePlace,
    Paragraph,
    Table,
    block_map,
    texts_of,
)
from knowledge.importing.tables import caption_of

# As many levels as a section's number may have.
DEEPEST_LEVEL = 8
_NUMBERED = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,7})\.?\s+(?P<title>\S.*)$")
_LARGEST_NUMBER = 999


@dataclass(frozen=True)
class OutlineHeading:
    """A heading as the document marks it; level 0 is the document's title."""

    level: int
    text: str


@dataclass
class Outline:
    """What a format's reader found, in reading order; notes are called by marks `[^3]`."""

    items: list[OutlineHeading | Block] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)


def read_outline(outline: Outline, report: Report) -> HandbookDocument:
    """Raises DocumentEmptyError, DocumentWithoutHeadingsError."""
    items, notes = _repaired(_cleaned(outline), report)
    if not any(text.strip() for item in items for text in _item_texts(item)):
        raise DocumentEmptyError("The document holds no text.")
    title, items = _split_title(_with_captions(items))
    if not any(isinstance(item, OutlineHeading) for item in items):
        raise DocumentWithoutHeadingsError("The document has no headings.")
    document = _Assembler(notes, report).document(title, items)
    report.count(document)
    return document


def _item_texts(item: OutlineHeading | Block) -> list[str]:
    return [item.text] if isinstance(item, OutlineHeading) else texts_of(item)


def _item_map(item: OutlineHeading | Block, texts: Iterator[str]) -> OutlineHeading | Block:
    if isinstance(item, OutlineHeading):
        return replace(item, text=next(texts))
    return block_map(item, lambda _text: next(texts))


def _cleaned(outline: Outline) -> Outline:
    cleaned = [
        _item_map(item, iter([clean(text) for text in _item_texts(item)])) for item in outline.items
    ]
    return Outline(
        [item for item in cleaned if any(_item_texts(item))],
        {number: clean(text) for number, text in outline.notes.items()},
    )


def _repaired(
    outline: Outline, report: Report
) -> tuple[list[OutlineHeading | Block], dict[int, str]]:
    """Text that was once copied out of a PDF may be garbled here as well."""
    texts = [text for item in outline.items for text in _item_texts(item)]
    repaired = iter(repair_garbled([*texts, *outline.notes.values()], report))
    items = [_item_map(item, repaired) for item in outline.items]
    return items, {number: next(repaired) for number in outline.notes}


def _split_title(
    items: Sequence[OutlineHeading | Block],
) -> tuple[str, list[OutlineHeading | Block]]:
    """The document's title: marked as such, or the one heading above all others."""
    titles = [item.text for item in items if isinstance(item, OutlineHeading) and not item.level]
    rest = [item for item in items if not (isinstance(item, OutlineHeading) and not item.level)]
    if titles:
        return titles[0], rest
    headings = [item for item in rest if isinstance(item, OutlineHeading)]
    if len(headings) < 2 or rest[0] is not headings[0] or _NUMBERED.match(headings[0].text):
        return "", rest
    others = headings[1:]
    stands_above = all(heading.level > headings[0].level for heading in others)
    # A chapter without a word and without a section is no chapter.
    is_bare = rest[1] is others[0] and others[0].level == headings[0].level
    if stands_above or is_bare or all(_NUMBERED.match(heading.text) for heading in others):
        return headings[0].text, rest[1:]
    return "", rest


def _with_captions(items: Sequence[OutlineHeading | Block]) -> list[OutlineHeading | Block]:
    """A paragraph "Tabela 1: …" above a table is the table's caption."""
    joined: list[OutlineHeading | Block] = []
    for item in items:
        above = joined[-1] if joined else None
        caption = caption_of(above.text) if isinstance(above, Paragraph) else ""
        if isinstance(item, Table) and not item.caption and caption:
            joined[-1] = replace(item, caption=caption)
        else:
            joined.append(item)
    return joined


class _Numbering:
    """Gives every heading a number: its own, or the next one on its level."""

    def __init__(self, headings: Sequence[OutlineHeading], report: Report) -> None:
        self._report = report
        self._reserved = {
            number for heading in headings if (number := _own_number(heading)[0]) is not None
        }
        self._used: set[Number] = set()
        self._open: list[tuple[int, Number]] = []

    def number(self, heading: OutlineHeading, place: int) -> Heading:
        own, title = _own_number(heading)
        while self._open and self._open[-1][0] >= heading.level:
            self._open.pop()
        if own is not None and own not in self._used:
            number = own
        else:
            number = self._next(self._open[-1][1] if self._open else ())
            reason = Reason.NUMBERED_BY_LEVEL if own is None else Reason.NUMBER_TWICE
            self._report.suspect(place, heading.text, reason, ".".join(map(str, number)))
        self._used.add(number)
        self._open.append((heading.level, number))
        return Heading(number, title, place)

    def _next(self, parent: Number) -> Number:
        """The next free number below a section; what another heading bears is passed by."""
        if len(parent) == DEEPEST_LEVEL:
            parent = parent[:-1]
        level = len(parent) + 1
        siblings = [n[-1] for n in self._used if len(n) == level and n[:-1] == parent]
        following = max(siblings, default=0) + 1
        if (*parent, following) in self._reserved and siblings:
            # Between 1 and 2 there is no room on their level.
            return self._next((*parent, following - 1))
        while (*parent, following) in self._reserved | self._used:
            following += 1
        return (*parent, min(following, _LARGEST_NUMBER))


def _own_number(heading: OutlineHeading) -> tuple[Number | None, str]:
    match = _NUMBERED.match(heading.text)
    if match is None:
        return None, heading.text
    number = tuple(map(int, match["number"].split(".")))
    return (number, match["title"]) if any(number) or number == (0,) else (None, heading.text)


class _Assembler:
    def __init__(self, notes: Mapping[int, str], report: Report) -> None:
        self._notes = notes
        self._report = report
        self._articles: list[LegalArticle] = []

    def document(self, title: str, items: Sequence[OutlineHeading | Block]) -> HandbookDocument:
        headings = [item for item in items if isinstance(item, OutlineHeading)]
        numbering = _Numbering(headings, self._report)
        front: list[Block] = []
        chapters: list[tuple[Heading, list[Block]]] = []
        for place, item in enumerate(items, start=1):
            if isinstance(item, OutlineHeading):
                chapters.append((numbering.number(item, place), []))
            else:
                (chapters[-1][1] if chapters else front).append(item)
        if front:
            chapters.insert(0, (Heading((0,), "Uvod", 1), front))
        parts = [self._part(heading, blocks) for heading, blocks in chapters]
        self._check_notes(parts)
        parts = _with_ancestors(parts)
        return HandbookDocument(title, tuple(section_tree(parts)), tuple(self._articles))

    def _part(self, heading: Heading, blocks: Sequence[Block]) -> Part:
        read = tuple(self._with_law(blocks))
        return Part(heading, read, placed_notes(heading.title, blocks, self._notes))

    def _with_law(self, blocks: Sequence[Block]) -> Iterator[Block]:
        """The blocks, with a reference in the place of each article quoted in full."""
        index, above = 0, ""
        while index < len(blocks):
            block = blocks[index]
            quoted = self._quoted(blocks, index, above)
            if quoted is None:
                yield block
                above, index = " ".join(texts_of(block)), index + 1
            else:
                article, rest, index = quoted
                self._articles.append(article)
                yield LawExcerpt(article.act, article.number)
                if rest:
                    yield Paragraph(rest)

    def _quoted(
        self, blocks: Sequence[Block], start: int, above: str
    ) -> tuple[LegalArticle, str, int] | None:
        first = blocks[start]
        if not (isinstance(first, Paragraph) and opens_article(first.text)):
            return None
        lines: list[Line] = []
        ends: list[int] = []
        for index in range(start, len(blocks)):
            block = blocks[index]
            if not isinstance(block, Paragraph | BulletList):
                break
            sign = "- " if isinstance(block, BulletList) else ""
            for text in texts_of(block):
                lines.append(Line(index, f"{sign}{text}", Gap.SPACER, page=1))
                ends.append(index)
        found = read_article(lines, 0, above, Layout(width=0.0, double_spaced=False))
        if found is None:
            return None
        article, end, rest = found
        return article, rest, ends[end - 1] + 1

    def _check_notes(self, parts: list[Part]) -> None:
        """A note that nothing calls stays with the last section; a mark without note is told."""
        for part in parts:
            for text in (part.heading.title, *(t for b in part.blocks for t in texts_of(b))):
                for number in NOTE_MARK.findall(text):
                    if int(number) not in self._notes:
                        place = part.heading.line
                        self._report.suspect(place, text, Reason.MARK_WITHOUT_NOTE, number)
        called = {note.number for part in parts for note in part.notes}
        for number in self._notes.keys() - called:
            note = Note(number, self._notes[number], NotePlace.UNKNOWN)
            parts[-1].notes += (note,)
            self._report.suspect(0, note.text, Reason.NOTE_WITHOUT_MARK)


def _with_ancestors(parts: Sequence[Part]) -> list[Part]:
    """A section 3.1.2 without 3.1 would hang in the air: it gets an empty one above it."""
    known = {part.heading.number for part in parts}
    complete: list[Part] = []
    for part in parts:
        number = part.heading.number
        for length in range(1, len(number)):
            above = number[:length]
            if above not in known:
                known.add(above)
                label = ".".join(map(str, above))
                complete.append(Part(Heading(above, label, part.heading.line), (), ()))
        complete.append(part)
    return sorted(complete, key=lambda part: part.heading.number)
