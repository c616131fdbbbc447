from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page

from knowledge.addresses import article_address
from knowledge.models.restricted import RestrictedPage, ReviewedPage
from knowledge.numbers import validate_article_number


class LegalActPage(RestrictedPage):
    parent_page_types = ["knowledge.KnowledgeRootPage"]
    subpage_types = ["knowledge.LegalArticlePage"]

    class Meta:
        verbose_name = _("act of law")
        verbose_name_plural = _("acts of law")


class LegalArticlePage(ReviewedPage):
    number = models.CharField(_("number"), max_length=20, validators=[validate_article_number])
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)
    imported_fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    content_panels = [
        FieldPanel("number"),
        *Page.content_panels,
        FieldPanel("valid_from"),
        FieldPanel("source"),
        InlinePanel("paragraphs", label=_("Paragraph")),
        *ReviewedPage.review_panels,
    ]
    parent_page_types = ["knowledge.LegalActPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("article of law")
        verbose_name_plural = _("articles of law")

    def reading_path(self) -> str | None:
        act = self.get_parent()
        return article_address(act.slug, self.number) if act else None


class LegalParagraph(Orderable):
    page = ParentalKey(LegalArticlePage, on_delete=models.CASCADE, related_name="paragraphs")
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
