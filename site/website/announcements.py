"""Trainings and news for professionals, as long as they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from website.addresses import public_path
from website.models import AnnouncementPage, AnnouncementsPage


@dataclass(frozen=True)
class AnnouncementLink:
    page: AnnouncementPage
    path: str
    is_ahead: bool


def announcements_shown(page: AnnouncementsPage) -> Sequence[AnnouncementLink]:
    """Trainings ahead, the next one first; then the rest, the latest first. One query."""
    today = timezone.localdate()
    shown = (
        AnnouncementPage.objects.child_of(page).live().filter(alias_of=None, shown_until__gte=today)
    )
    links = [
        AnnouncementLink(found, public_path(found, page.language_code), found.day >= today)
        for found in shown
    ]
    return sorted(links, key=_order)


def _order(link: AnnouncementLink) -> tuple[bool, int, int]:
    day: date = link.page.day
    return (not link.is_ahead, day.toordinal() * (1 if link.is_ahead else -1), link.page.pk)
