"""What editors decided about the pages of a handbook, which an import must not undo.

Selectors, for the preview of an import and for the import itself.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models.fields.json import KT
from wagtail.models import Page, PageLogEntry, Revision

from knowledge.content import fingerprint, own_content, section_content
from knowledge.enums import ImportState, Readers
from knowledge.importing.structure import HandbookDocument, Section
from knowledge.models import HandbookPage, SectionPage
from knowledge.policies import readers_narrowest
from knowledge.reading.log_notes import SECTION_NOTE
from knowledge.selectors import readers_at

# Of the groups of three words of the shorter text: how many stand in the other one.
ALIKE = 0.5
_WORDS_TOGETHER = 3
_WORD = re.compile(r"\w+")
# What an import never writes: where a waiting draft differs in these, an editor is at work.
_EDITORS_FIELDS = (
    "readers",
    "number",
    "slug",
    "go_live_at",
    "expire_at",
    "seo_title",
    "search_description",
    "reviewed_on",
    "reviewed_by",
    "next_review_on",
)
Groups = frozenset[tuple[str, ...]]


def is_withdrawn(page: Page) -> bool:
    """Whether it was published once and somebody took it off."""
    return not page.live and page.first_published_at is not None


def page_state(
    page: Any, latest: Any, wanted: str, current: Callable[[Any], str]
) -> tuple[ImportState, str]:
    """What an import means for a page, and the fingerprint of its newest state.

    `wanted`: the fingerprint of the document's text; `current`: that of a version of the page.
    """
    held = current(latest)
    if is_withdrawn(page):
        return ImportState.WITHDRAWN, held
    if held == wanted:
        return ImportState.UNCHANGED, held
    is_as_imported = held == latest.imported_fingerprint
    if is_as_imported and not _editors_draft_waits(page, current):
        return ImportState.CHANGED, held
    return ImportState.CONFLICT, held


def _editors_draft_waits(page: Any, current: Callable[[Any], str]) -> bool:
    """Whether the newest version holds more than the last import wrote into what is published."""
    if page.latest_revision_id in (None, page.live_revision_id):
        return False
    before = page.live_revision or page.revisions.order_by("created_at", "pk").first()
    if before is None or before.pk == page.latest_revision_id:
        return False
    newest = page.latest_revision.content
    if any(newest.get(name) != before.content.get(name) for name in _EDITORS_FIELDS):
        return True
    return current(before.as_object()) != before.content.get("imported_fingerprint")


@dataclass(frozen=True)
class _ClosedText:
    page_id: int
    readers: Readers
    groups: Groups


class SectionsFound:
    """The sections of a handbook as an import of a document finds them."""

    def __init__(
        self, handbook: HandbookPage | None, document: HandbookDocument, acts: Mapping[int, str]
    ) -> None:
        self._handbook = handbook
        self._acts = acts
        pages = SectionPage.objects.descendant_of(handbook).order_by("path") if handbook else ()
        self._pages: list[SectionPage] = list(pages)
        self.by_number = {page.number: page for page in self._pages}
        self._wanted = {section.number for section in document.walk()}
        self._circles = _circles(self._pages)

    def missing(self) -> list[SectionPage]:
        """Those that are there, but not in the document."""
        return [page for page in self._pages if page.number not in self._wanted]

    def renumbered(self, section: Section) -> SectionPage | None:
        """The page that an import made of this section, and an editor gave another number."""
        if section.number in self.by_number:
            return None
        content = own_content(section)
        wanted = fingerprint(content)
        for page in self._pages:
            if page.imported_fingerprint == wanted:
                return page
            if section.number in self._earlier_numbers.get(page.pk, ()) and _are_alike(
                _groups(content), self._groups_of(page)
            ):
                return page
        return None

    def readers_of_new(self, section: Section, parent: Page) -> Readers | None:
        """Whom a new section should be for, where that is not everybody who reads its parent.

        As strict as what stands beside it or holds the same words, and as it was when an editor
        deleted it; such a one is not for an import to publish. None: nothing speaks against it.
        """
        deleted = self._deleted.get(section.number)
        circles = self._alike(_groups(own_content(section))) + self._beside.get(parent.pk, [])
        stricter = _stricter([*circles, *filter(None, [deleted])], lambda: readers_at(parent.path))
        return stricter or deleted

    def readers_of_changed(
        self, section: Section, page: SectionPage, latest: Any
    ) -> Readers | None:
        """Whom a changed section should be for, if words of a stricter one come into it."""
        added = _groups(own_content(section)) - _groups(section_content(latest, self._acts))
        return _stricter(self._alike(added, page.pk), lambda: self._circles[page.pk])

    def _alike(self, groups: Groups, except_id: int | None = None) -> list[Readers]:
        return [
            closed.readers
            for closed in self._closed
            if closed.page_id != except_id and _are_alike(groups, closed.groups)
        ]

    def _is_closed(self, page: SectionPage) -> bool:
        return self._circles[page.pk] != Readers.ALL

    @cached_property
    def _closed(self) -> list[_ClosedText]:
        """What is published and what is drafted of sections that are not for everybody.

        Asked for before the first section is written, so as they were before the import.
        """
        closed = [page for page in self._pages if self._is_closed(page)]
        return [
            _ClosedText(page.pk, self._circles[page.pk], _groups(content))
            for page in closed
            for content in (section_content(page, self._acts), self._latest(page))
        ]

    def _groups_of(self, page: SectionPage) -> Groups:
        return _groups(self._latest(page))

    def _latest(self, page: SectionPage) -> Section:
        # Of its own: what is kept with `page` would be old once sections were put before it.
        fresh = SectionPage.objects.get(pk=page.pk)
        return section_content(fresh.get_latest_revision_as_object(), self._acts)

    @cached_property
    def _beside(self) -> dict[int, list[Readers]]:
        """Whom the closed ones of its sections are for, by the page above them."""
        above = {page.path: page.pk for page in self._pages}
        if self._handbook is not None:
            above[self._handbook.path] = self._handbook.pk
        beside: dict[int, list[Readers]] = {}
        for page in filter(self._is_closed, self._pages):
            parent = above[page.path[: -Page.steplen]]
            beside.setdefault(parent, []).append(self._circles[page.pk])
        return beside

    @cached_property
    def _earlier_numbers(self) -> dict[int, set[str]]:
        """The numbers that each section bore in any of its versions."""
        keys = {str(page.pk): page.pk for page in self._pages}
        revisions = Revision.page_revisions.filter(object_id__in=list(keys))
        numbers: dict[int, set[str]] = {}
        # As text: "2.1" would be a number on SQLite.
        for key, number in revisions.values_list("object_id", KT("content__number")):
            numbers.setdefault(keys[key], set()).add(number)
        return numbers

    @cached_property
    def _deleted(self) -> dict[str, Readers]:
        """Whom the sections were for that an editor deleted from this handbook, by number."""
        if self._handbook is None:
            return {}
        entries = PageLogEntry.objects.filter(
            action="wagtail.delete", data__section__handbook=self._handbook.pk
        ).order_by("timestamp")
        notes = [data[SECTION_NOTE] for data in entries.values_list("data", flat=True)]
        return {note["number"]: Readers(note["readers"]) for note in notes}


def _circles(pages: list[SectionPage]) -> dict[int, Readers]:
    """Whom each section is for, by its key; `pages` in the order of the tree.

    Paths change while an import puts sections between others.
    """
    by_path: dict[str, Readers] = {}
    for page in pages:
        above = by_path.get(page.path[: -Page.steplen], Readers.ALL)
        by_path[page.path] = readers_narrowest([above, Readers(page.readers)])
    return {page.pk: by_path[page.path] for page in pages}


def _stricter(circles: list[Readers], of_place: Callable[[], Readers]) -> Readers | None:
    """The narrowest of several circles, where it is narrower than that of a place."""
    if not circles:
        return None
    place = of_place()
    narrowest = readers_narrowest([place, *circles])
    return None if narrowest == place else narrowest


def _groups(content: Section) -> Groups:
    notes = " ".join(note.text for note in content.notes)
    words = _WORD.findall(f"{content.title} {content.plain_text()} {notes}".lower())
    if len(words) < _WORDS_TOGETHER:
        return frozenset([tuple(words)] if words else [])
    ends = range(_WORDS_TOGETHER, len(words) + 1)
    return frozenset(tuple(words[end - _WORDS_TOGETHER : end]) for end in ends)


def _are_alike(one: Groups, other: Groups) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and len(one & other) >= ALIKE * shorter
