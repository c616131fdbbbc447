"""Two wordings of an article, word by word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from knowledge.importing.structure import without_note_marks
from knowledge.models import LegalParagraph
from knowledge.word_differences import Change, Part, words_compare, words_of

# Lines less alike than this were not changed into one another: one went, the other came.
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph's text, one of its points or its closing text. `label`: "(7)" or "–"."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """`old_label` differs from `label` where a paragraph got another number."""

    change: Change
    label: str
    old_label: str
    parts: tuple[Part, ...]

    @property
    def is_changed(self) -> bool:
        return self.label != self.old_label or any(
            part.change is not Change.KEPT for part in self.parts
        )


def wordings_compare(
    old: Sequence[LegalParagraph], new: Sequence[LegalParagraph]
) -> list[ComparedLine]:
    """The lines of both, in reading order, with the words that went and those that came."""
    before, after = list(_lines(old)), list(_lines(new))
    matcher = SequenceMatcher(
        None, [line.text for line in before], [line.text for line in after], autojunk=False
    )
    compared: list[ComparedLine] = []
    for _kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        compared.extend(_block(before[old_from:old_to], after[new_from:new_to]))
    return compared


def _lines(paragraphs: Sequence[LegalParagraph]) -> Iterator[Line]:
    for paragraph in paragraphs:
        yield Line(f"({paragraph.number})", without_note_marks(paragraph.text))
        for point in paragraph.point_list:
            yield Line("–", without_note_marks(point))
        if paragraph.closing:
            yield Line("", without_note_marks(paragraph.closing))


def _block(before: Sequence[Line], after: Sequence[Line]) -> Iterator[ComparedLine]:
    """Each new line beside the old one that it is most alike, in order; the rest came or went."""
    left = 0
    for line in after:
        pair = _most_alike(line, before, left)
        if pair is None:
            yield _whole(Change.ADDED, line)
            continue
        for gone in before[left:pair]:
            yield _whole(Change.REMOVED, gone)
        old, left = before[pair], pair + 1
        yield ComparedLine(
            Change.KEPT, line.label, old.label, tuple(words_compare(old.text, line.text))
        )
    for gone in before[left:]:
        yield _whole(Change.REMOVED, gone)


def _most_alike(line: Line, before: Sequence[Line], left: int) -> int | None:
    rated = [
        (SequenceMatcher(None, words_of(before[at].text), words_of(line.text), False).ratio(), -at)
        for at in range(left, len(before))
    ]
    ratio, place = max(rated, default=(0.0, 0))
    return -place if ratio >= _ALIKE else None


def _whole(change: Change, line: Line) -> ComparedLine:
    return ComparedLine(change, line.label, line.label, (Part(change, line.text),))
