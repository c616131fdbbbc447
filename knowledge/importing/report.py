"""What the reader did to a document, for the person who has to trust the result."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from knowledge.importing.joining import cut_words
from knowledge.importing.structure import (
    BulletList,
    HandbookDocument,
    Section,
    Table,
    texts_of,
)

# As much of a text as tells where it stands.
_SHOWN = 200


class Reason(StrEnum):
    """Why somebody should look at a place."""

    NUMBERS_LEAVE_A_GAP = "the numbers of the headings leave a gap"
    NUMBERED_BY_LEVEL = "a heading without a number was numbered by its level"
    NUMBER_TWICE = "the number of this heading was there already"
    ASSUMED_COLUMNS = "assumed columns"
    SECOND_NOTE = "second note of this number, left out"
    NOTE_WITHOUT_MARK = "the mark of this note was not found"
    MARK_WITHOUT_NOTE = "there is no note for this mark"
    NOT_SURE = "repair not sure"
    MAY_BE_GARBLED = "may be garbled, left as it is"
    LETTER_LOST = "letter lost"
    LIST_FLATTENED = "a list within a list became one list"
    MAY_BE_CUT = "may be a word that a line's end cut in two"
    CELLS_MERGED = "merged cells of a table were taken apart"


class Furniture(StrEnum):
    """What is not part of the text."""

    CONTENTS = "table of contents"
    RUNNING_TITLE = "running title"
    PAGE_NUMBER = "page number"
    PICTURE = "picture"
    NAVIGATION = "navigation of a web page"


@dataclass(frozen=True)
class Repair:
    """A garbled run that was read back; sure when the dictionary holds its words."""

    line: int
    before: str
    after: str
    sure: bool


@dataclass(frozen=True)
class Suspicion:
    """`detail` says more about the reason, such as the columns that were assumed."""

    line: int
    text: str
    reason: Reason
    detail: str = ""


@dataclass(frozen=True)
class Dropped:
    line: int
    text: str
    kind: Furniture


@dataclass
class Report:
    repairs: list[Repair] = field(default_factory=list)
    suspicious: list[Suspicion] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def suspect(self, line: int, text: str, reason: Reason, detail: str = "") -> None:
        self.suspicious.append(Suspicion(line, text, reason, detail))

    def drop(self, line: int, text: str, kind: Furniture) -> None:
        self.dropped.append(Dropped(line, text, kind))

    def count(self, document: HandbookDocument) -> None:
        """Fill in how much of each kind the document holds."""
        sections = list(document.walk())
        for section in sections:
            for text in _texts(section):
                for word in cut_words(text):
                    self.suspect(0, text[:_SHOWN], Reason.MAY_BE_CUT, word)
        blocks = [block for section in sections for block in section.blocks]
        self.counts = {
            "sections": len(sections),
            "notes": sum(len(section.notes) for section in sections),
            "lists": sum(isinstance(block, BulletList) for block in blocks),
            "tables": sum(isinstance(block, Table) for block in blocks),
            "articles": len(document.articles),
            "legal_paragraphs": sum(len(article.paragraphs) for article in document.articles),
            "repairs": len(self.repairs),
            "repairs_not_sure": sum(not repair.sure for repair in self.repairs),
            "suspicious": len(self.suspicious),
            "dropped": len(self.dropped),
        }

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def _texts(section: Section) -> list[str]:
    blocks = [text for block in section.blocks for text in texts_of(block)]
    return [section.title, *blocks, *(note.text for note in section.notes)]
