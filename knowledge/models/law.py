from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page

from knowledge.addresses import act_address, article_address
from knowledge.forms import LegalArticlePageForm
from knowledge.models.restricted import RestrictedPage, ReviewedPage
from knowledge.numbers import validate_article_number

# The oldest wording may have no day of its own.
FIRST_WORDING = "first"


class LegalActPage(RestrictedPage):
    short_name = models.CharField(
        _("short name"),
        max_length=120,
        blank=True,
        help_text=_("As people call the act, when its title is long."),
    )
    abbreviation = models.CharField(
        _("abbreviation"),
        max_length=30,
        blank=True,
        help_text=_("As it stands in texts, such as ZTuj-2. References that use it become links."),
    )
    journal_reference = models.CharField(
        _("official journal"),
        max_length=255,
        blank=True,
        help_text=_("Where the act was published, in your own words."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("short_name"),
        FieldPanel("abbreviation"),
        FieldPanel("journal_reference"),
    ]
    parent_page_types = ["knowledge.KnowledgeRootPage"]
    subpage_types = ["knowledge.LegalArticlePage"]

    class Meta:
        verbose_name = _("act of law")
        verbose_name_plural = _("acts of law")

    def reading_path(self) -> str | None:
        return act_address(self.slug)


class LegalArticlePage(ReviewedPage):
    """An article with all its wordings; which one is in force is a matter of the day alone."""

    number = models.CharField(_("number"), max_length=20, validators=[validate_article_number])
    imported_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    wordings: Any

    content_panels = [
        FieldPanel("number"),
        *Page.content_panels,
        InlinePanel(
            "wordings",
            label=_("Wording"),
            heading=_("Wordings"),
            help_text=_(
                "Each wording with the day from which it is valid. The portal shows the one that "
                "is valid on the day of reading; a coming one may be entered ahead of its day."
            ),
        ),
        *ReviewedPage.review_panels,
    ]
    base_form_class = LegalArticlePageForm
    parent_page_types = ["knowledge.LegalActPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("article of law")
        verbose_name_plural = _("articles of law")

    def reading_path(self) -> str | None:
        act = self.get_parent()
        return article_address(act.slug, self.number) if act else None

    def wordings_in_order(self) -> "list[LegalWording]":
        """From the oldest to the newest, each knowing on which day it ends."""
        wordings = sorted(self.wordings.all(), key=lambda one: one.valid_from or date.min)
        for wording, following in pairwise(wordings):
            if following.valid_from:
                wording.valid_to = following.valid_from - timedelta(days=1)
        return wordings

    def wording_on(self, day: date) -> "LegalWording | None":
        """The wording in force on a day; None before the first one."""
        in_force = [one for one in self.wordings_in_order() if one.is_valid_by(day)]
        return in_force[-1] if in_force else None

    @property
    def paragraphs(self) -> Any:
        """The paragraphs of the wording in force today."""
        wording = self.wording_on(timezone.localdate())
        return LegalParagraph.objects.none() if wording is None else wording.paragraphs

    @paragraphs.setter
    def paragraphs(self, paragraphs: "Iterable[LegalParagraph]") -> None:
        wordings = self.wordings_in_order()
        in_force = [one for one in wordings if one.is_valid_by(timezone.localdate())]
        wording = in_force[-1] if in_force else LegalWording()
        wording.paragraphs = list(paragraphs)
        kept = wordings if in_force else [wording, *wordings]
        for order, one in enumerate(kept):
            one.sort_order = order
        self.wordings = kept


class LegalWording(Orderable, ClusterableModel):
    """What an article says from a day on, until the next wording takes over."""

    page = ParentalKey(LegalArticlePage, on_delete=models.CASCADE, related_name="wordings")
    valid_from = models.DateField(
        _("valid from"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Empty only for the oldest wording, when nobody knows the day."),
    )
    source = models.CharField(_("source"), max_length=255, blank=True)

    # Set by `wordings_in_order`: the last day of force depends on the wordings beside it.
    valid_to: date | None = None

    panels = [
        FieldPanel("valid_from"),
        FieldPanel("source"),
        InlinePanel("paragraphs", label=_("Paragraph"), heading=_("Paragraphs")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")

    def __str__(self) -> str:
        return f"{self.valid_from or ''} {self.source}".strip()

    @property
    def key(self) -> str:
        """What names it in its address, among the wordings of its article."""
        return self.valid_from.isoformat() if self.valid_from else FIRST_WORDING

    def is_valid_by(self, day: date) -> bool:
        """Whether it has come into force by then, even if a later one has taken over."""
        return self.valid_from is None or self.valid_from <= day


class LegalParagraph(Orderable):
    wording = ParentalKey(LegalWording, on_delete=models.CASCADE, related_name="paragraphs")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))
    points = models.TextField(_("points"), blank=True, help_text=_("One point on a line."))
    closing = models.TextField(_("text after the points"), blank=True)

    panels = [
        FieldPanel("number"),
        FieldPanel("text"),
        FieldPanel("points"),
        FieldPanel("closing"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("paragraph of law")
        verbose_name_plural = _("paragraphs of law")

    def __str__(self) -> str:
        return f"({self.number}) {self.text[:40]}"

    @property
    def point_list(self) -> list[str]:
        return [point for point in self.points.splitlines() if point.strip()]


class LegalCitation(models.Model):
    """A page that cites an article: kept up with what is published, never written by hand."""

    source = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(
        LegalArticlePage, on_delete=models.CASCADE, related_name="citations"
    )
    paragraph = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("citation of law")
        verbose_name_plural = _("citations of law")

    def __str__(self) -> str:
        return f"{self.source_id} → {self.article_id}/{self.paragraph or ''}"
