"""What the log keeps of whom a section was for, with each publication and each end of one.

Whom a section is for follows from its place, and places change: what readers may be told of the
past is decided by these notes, which are written once.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Page, PageLogEntry

from knowledge.enums import Readers
from knowledge.models import HandbookPage, SectionPage
from knowledge.policies import readers_narrowest
from knowledge.selectors import readers_at

SECTION_NOTE = "section"
PUBLISHED_ACTIONS = ("wagtail.publish", "wagtail.publish.scheduled")
GONE_ACTIONS = ("wagtail.unpublish", "wagtail.unpublish.scheduled", "wagtail.delete")
# A section was closed or opened by what happened to one above it, or by a move.
READERS_ACTION = "knowledge.readers"


def section_note(entry: PageLogEntry) -> dict[str, Any] | None:
    """Whom a section was for when this happened to it, and what it was; None for other entries."""
    if entry.action not in (*PUBLISHED_ACTIONS, *GONE_ACTIONS):
        return None
    section = SectionPage.objects.filter(pk=entry.page_id).first()
    return None if section is None else _note(section, readers_at(section.path))


def readers_log(place: Page, *, inclusive: bool) -> None:
    """Write down which published sections at or below a place are for others than before."""
    sections = SectionPage.objects.descendant_of(place, inclusive=inclusive).order_by("path")
    circles = {place.path: readers_at(place.path)}
    for section in sections:
        above = circles.get(section.path[: -Page.steplen], Readers.ALL)
        if section.path != place.path:
            circles[section.path] = readers_narrowest([above, Readers(section.readers)])
    noted = _noted([section.pk for section in sections])
    section_type = ContentType.objects.get_for_model(SectionPage)
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page=section,
            content_type=section_type,
            label=section.get_admin_display_title(),
            action=READERS_ACTION,
            timestamp=timezone.now(),
            data={SECTION_NOTE: _note(section, circles[section.path])},
        )
        for section in sections
        if section.live and noted.get(section.pk) != circles[section.path]
    )


def _noted(page_ids: list[int]) -> dict[int, str]:
    """Whom each section was for by the latest note of it."""
    entries = PageLogEntry.objects.filter(
        page_id__in=page_ids, action__in=(*PUBLISHED_ACTIONS, READERS_ACTION)
    ).order_by("timestamp", "pk")
    return {
        page_id: data[SECTION_NOTE]["readers"]
        for page_id, data in entries.values_list("page_id", "data")
        if SECTION_NOTE in (data or {})
    }


def _note(section: SectionPage, readers: Readers) -> dict[str, Any]:
    handbook = HandbookPage.objects.ancestor_of(section).only("pk").first()
    return {
        "readers": readers.value,
        "title": f"{section.number} {section.title}",
        "number": section.number,
        "fingerprint": section.imported_fingerprint,
        "handbook": handbook.pk if handbook else None,
    }
