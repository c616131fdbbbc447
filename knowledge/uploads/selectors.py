"""What the screens of an import show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.db.models.functions import Substr

from knowledge.enums import ImportState, Readers
from knowledge.importing.report import Dropped, Repair, Report, Suspicion
from knowledge.importing.storing import document_restored, report_restored
from knowledge.importing.structure import (
    BulletList,
    HandbookDocument,
    Section,
    Table,
    without_note_marks,
)
from knowledge.models import HandbookPage, HandbookUpload, LegalArticlePage, SectionPage
from knowledge.selectors import acts_by_article
from knowledge.uploads.differences import Difference
from knowledge.uploads.words import FURNITURE_WORDS, REASON_WORDS
from knowledge.word_differences import Change, Part
from portal.models import User

# In the order in which somebody has to look at them.
_SHOWN_STATES = (
    ImportState.CONFLICT,
    ImportState.CHANGED,
    ImportState.CREATED,
    ImportState.RENUMBERED,
    ImportState.WITHDRAWN,
    ImportState.MISSING,
    ImportState.UNCHANGED,
)
MOST_DROPPED = 200


@dataclass(frozen=True)
class TreeEntry:
    number: str
    title: str
    depth: int
    lists: int
    tables: int
    notes: int


@dataclass(frozen=True)
class SuspiciousPlace:
    place: int
    text: str
    words: str
    detail: str


@dataclass(frozen=True)
class DroppedKind:
    """What was left out of one kind, each text once."""

    words: str
    count: int
    texts: list[str]


@dataclass(frozen=True)
class ReportScreen:
    counts: dict[str, int]
    repairs: list[Repair]
    suspicious: list[SuspiciousPlace]
    dropped: list[DroppedKind]


@dataclass(frozen=True)
class DifferenceGroup:
    state: ImportState
    differences: list[Difference]

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look into it."""
        decides = self.state in (ImportState.CONFLICT, ImportState.CHANGED)
        return decides or any(difference.readers for difference in self.differences)


@dataclass(frozen=True)
class PreviewScreen:
    """`is_overtaken`: the handbook that was to be new is there now."""

    is_overtaken: bool
    tree: list[TreeEntry]
    report: ReportScreen
    groups: list[DifferenceGroup]
    articles: list[str]


@dataclass(frozen=True)
class ResultLine:
    """What happened to one page, and where its draft is edited; without a page no key."""

    label: str
    title: str
    page_id: int | None


@dataclass(frozen=True)
class ResultGroup:
    kind: str
    lines: list[ResultLine]


@dataclass(frozen=True)
class ResultScreen:
    handbook: HandbookPage | None
    report: ReportScreen
    groups: list[ResultGroup]


@dataclass(frozen=True)
class HandbookChoice:
    """A handbook that a document may go into, with what tells it from another of its title."""

    slug: str
    title: str
    sections: int
    changed_at: datetime | None


def handbook_choices() -> list[HandbookChoice]:
    """The handbooks that a document may go into, the newest first. Two queries."""
    handbooks = list(HandbookPage.objects.filter(is_starter=False).order_by("-pk"))
    length = max((len(handbook.path) for handbook in handbooks), default=1)
    rows = (
        SectionPage.objects.annotate(handbook=Substr("path", 1, length))
        .order_by()
        .values_list("handbook")
        .annotate(Count("pk"), Max("latest_revision_created_at"))
    )
    held = {path: (sections, changed_at) for path, sections, changed_at in rows}
    choices = []
    for handbook in handbooks:
        sections, changed_at = held.get(handbook.path, (0, None))
        changes = filter(None, (changed_at, handbook.latest_revision_created_at))
        choices.append(
            HandbookChoice(
                handbook.slug, handbook.draft_title, sections, max(changes, default=None)
            )
        )
    return choices


def uploads_of(user: User) -> list[HandbookUpload]:
    """What a person brought since yesterday, the newest first, without the documents."""
    uploads = HandbookUpload.objects.filter(created_by=user)
    return list(uploads.defer("document", "report", "differences"))


def upload_of(user: User, upload_id: UUID) -> HandbookUpload | None:
    return HandbookUpload.objects.filter(created_by=user, pk=upload_id).first()


def upload_is_overtaken(upload: HandbookUpload) -> bool:
    """Whether the handbook that was to be new is there before anything of it was written."""
    existing = HandbookPage.objects.filter(slug=upload.handbook_slug)
    return upload.is_new and upload.done == 0 and existing.exists()


def preview_screen(upload: HandbookUpload) -> PreviewScreen:
    document = document_restored(upload.document)
    differences = [_difference(stored) for stored in upload.differences]
    return PreviewScreen(
        is_overtaken=upload_is_overtaken(upload),
        tree=_tree(document),
        report=report_screen(report_restored(upload.report)),
        groups=[
            DifferenceGroup(state, found)
            for state in _SHOWN_STATES
            if (found := [one for one in differences if one.state is state])
        ],
        articles=[f"{one.act}, {one.number}. člen" for one in document.articles],
    )


def result_screen(upload: HandbookUpload) -> ResultScreen:
    handbook = HandbookPage.objects.filter(slug=upload.handbook_slug).first()
    pages = _pages(handbook)
    kinds = (
        "held",
        "created",
        "updated",
        "taken",
        "conflicts",
        "withdrawn",
        "renumbered",
        "missing",
        "refused",
    )
    return ResultScreen(
        handbook=handbook,
        report=report_screen(report_restored(upload.report)),
        groups=[
            ResultGroup(kind, [_line(label, pages) for label in labels])
            for kind in kinds
            if (labels := _labels(upload.result.get(kind)))
        ],
    )


def _labels(done: Any) -> list[str]:
    """What an import tells of one kind; of a section with another number that other one."""
    return list(done.values()) if isinstance(done, dict) else list(done or ())


def report_screen(report: Report) -> ReportScreen:
    return ReportScreen(
        counts=report.counts,
        repairs=report.repairs,
        suspicious=[_suspicious(one) for one in report.suspicious],
        dropped=_dropped(report.dropped),
    )


def _difference(stored: dict[str, Any]) -> Difference:
    changes = tuple(Part(Change(part["change"]), part["text"]) for part in stored["changes"])
    readers = Readers(stored["readers"]).label if stored.get("readers") else ""
    state = ImportState(stored["state"])
    return Difference(**{**stored, "state": state, "changes": changes, "readers": str(readers)})


def _tree(document: HandbookDocument) -> list[TreeEntry]:
    return [_entry(section) for section in document.walk()]


def _entry(section: Section) -> TreeEntry:
    return TreeEntry(
        number=section.number,
        title=without_note_marks(section.title),
        depth=section.number.count("."),
        lists=sum(isinstance(block, BulletList) for block in section.blocks),
        tables=sum(isinstance(block, Table) for block in section.blocks),
        notes=len(section.notes),
    )


def _suspicious(one: Suspicion) -> SuspiciousPlace:
    return SuspiciousPlace(one.line, one.text, str(REASON_WORDS[one.reason]), one.detail)


def _dropped(dropped: Iterable[Dropped]) -> list[DroppedKind]:
    kinds: dict[str, list[str]] = {}
    for one in dropped:
        kinds.setdefault(str(FURNITURE_WORDS[one.kind]), []).append(one.text)
    return [
        DroppedKind(words, len(texts), list(dict.fromkeys(filter(None, texts)))[:MOST_DROPPED])
        for words, texts in kinds.items()
    ]


def _pages(handbook: HandbookPage | None) -> dict[str, tuple[int, str]]:
    """Key and title of each page by the label that an import calls it."""
    pages: dict[str, tuple[int, str]] = {}
    if handbook is not None:
        sections = SectionPage.objects.descendant_of(handbook)
        for number, pk, title in sections.values_list("number", "pk", "draft_title"):
            pages[number] = (pk, title)
    acts = acts_by_article()
    for pk, number in LegalArticlePage.objects.values_list("pk", "number"):
        pages[f"{acts[pk]}, {number}. člen"] = (pk, "")
    return pages


def _line(label: str, pages: dict[str, tuple[int, str]]) -> ResultLine:
    page_id, title = pages.get(label, (None, ""))
    return ResultLine(label, title, page_id)
