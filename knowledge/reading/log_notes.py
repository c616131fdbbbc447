"""What the log keeps of a section with each publication and each end of one.

Selectors. Whom a section is for follows from its place, and places change: what readers may be
told of the past is decided by these notes, which are written once.
"""

from typing import Any

from wagtail.models import PageLogEntry

from knowledge.models import SectionPage
from knowledge.selectors import readers_at

SECTION_NOTE = "section"
PUBLISHED_ACTIONS = ("wagtail.publish", "wagtail.publish.scheduled")
GONE_ACTIONS = ("wagtail.unpublish", "wagtail.unpublish.scheduled", "wagtail.delete")


def section_note(entry: PageLogEntry) -> dict[str, Any] | None:
    """Whom a section was for when this happened to it, and what it was; None for other entries."""
    if entry.action not in (*PUBLISHED_ACTIONS, *GONE_ACTIONS):
        return None
    section = SectionPage.objects.filter(pk=entry.page_id).first()
    if section is None:
        return None
    return {
        "readers": readers_at(section.path).value,
        "title": f"{section.number} {section.title}",
        "number": section.number,
        "fingerprint": section.imported_fingerprint,
        "path": section.path,
    }
