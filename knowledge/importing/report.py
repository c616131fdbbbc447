"""What the reader did to a document, for the person who has to trust the result."""

from dataclasses import asdict, dataclass, field
from typing import Any

from knowledge.importing.structure import BulletList, HandbookDocument, Table


@dataclass(frozen=True)
class Repair:
    """A garbled run that was read back; sure when the dictionary holds its words."""

    line: int
    before: str
    after: str
    sure: bool


@dataclass(frozen=True)
class Suspicion:
    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Dropped:
    line: int
    text: str
    kind: str


@dataclass
class Report:
    repairs: list[Repair] = field(default_factory=list)
    suspicious: list[Suspicion] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def suspect(self, line: int, text: str, reason: str) -> None:
        self.suspicious.append(Suspicion(line, text, reason))

    def drop(self, line: int, text: str, kind: str) -> None:
        self.dropped.append(Dropped(line, text, kind))

    def count(self, document: HandbookDocument) -> None:
        """Fill in how much of each kind the document holds."""
        sections = list(document.walk())
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
