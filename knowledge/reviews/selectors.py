"""Which sections and articles have to be looked over again, and when."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Left, Length
from django.utils import timezone
from wagtail.models import Page

from knowledge.models import LegalArticlePage, SectionPage

SOON = timedelta(days=30)
SHOWN_ON_THE_DASHBOARD = 8


class ReviewState(StrEnum):
    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    UNSET = "unset"


@dataclass(frozen=True)
class ReviewsDue:
    """How much is due, and the most urgent pages of it."""

    overdue: int
    soon: int
    pages: list[Any]

    @property
    def is_anything(self) -> bool:
        return bool(self.overdue or self.soon)


def reviewed_pages() -> QuerySet[Any]:
    """All published sections and articles with their dates, what is due first in front."""
    parent = Left(OuterRef("path"), Length(OuterRef("path")) - Page.steplen)
    pages: QuerySet[Any] = Page.objects.live().type(SectionPage, LegalArticlePage)
    return pages.annotate(
        # The title of an article holds its number already.
        number=F("sectionpage__number"),
        reviewed_on=Coalesce("sectionpage__reviewed_on", "legalarticlepage__reviewed_on"),
        next_review_on=Coalesce("sectionpage__next_review_on", "legalarticlepage__next_review_on"),
        reviewer=Coalesce(
            "sectionpage__reviewed_by__username", "legalarticlepage__reviewed_by__username"
        ),
        belongs_to=Subquery(Page.objects.filter(path=parent).values("title")[:1]),
    ).order_by(F("next_review_on").asc(nulls_last=True), "path")


def pages_in_state(pages: QuerySet[Any], state: ReviewState) -> QuerySet[Any]:
    today = timezone.localdate()
    match state:
        case ReviewState.OVERDUE:
            return pages.filter(next_review_on__lt=today)
        case ReviewState.SOON:
            return pages.filter(next_review_on__range=(today, today + SOON))
        case ReviewState.LATER:
            return pages.filter(next_review_on__gt=today + SOON)
        case ReviewState.UNSET:
            return pages.filter(next_review_on=None)


def review_state(next_review_on: date | None) -> ReviewState:
    today = timezone.localdate()
    if next_review_on is None:
        return ReviewState.UNSET
    if next_review_on < today:
        return ReviewState.OVERDUE
    return ReviewState.SOON if next_review_on <= today + SOON else ReviewState.LATER


def reviews_due() -> ReviewsDue:
    pages = reviewed_pages()
    overdue = pages_in_state(pages, ReviewState.OVERDUE)
    soon = pages_in_state(pages, ReviewState.SOON)
    first = pages.filter(next_review_on__lte=timezone.localdate() + SOON)
    return ReviewsDue(overdue.count(), soon.count(), list(first[:SHOWN_ON_THE_DASHBOARD]))
