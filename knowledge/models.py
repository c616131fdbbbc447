"""The restricted page tree: handbooks with their sections, acts with their articles.

It stands beside the public site's tree and is served by the portal's views alone.
"""

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager

from knowledge.addresses import HOME_ADDRESS, article_address, section_address
from knowledge.blocks import SectionBodyBlock
from knowledge.enums import NotePlace
from knowledge.forms import SectionPageForm
from knowledge.numbers import validate_article_number, validate_section_number
from knowledge.querysets import KnowledgePageQuerySet
from knowledge.search.models import SearchSynonym as SearchSynonym
from portal.doors import Door, door_origin

KnowledgePageManager = PageManager.from_queryset(KnowledgePageQuerySet)


class RestrictedPage(Page):
    """A page that no door serves by its place in the tree."""

    objects: ClassVar[Any] = KnowledgePageManager()

    preview_modes: ClassVar[list[tuple[str, str]]] = []
    # Chapters in their order, not in that of their last change.
    admin_default_ordering = "ord"

    class Meta:
        abstract = True

    def reading_path(self) -> str | None:
        """Where the page is read in the portal."""
        return HOME_ADDRESS

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The portal's address, so that "view live" leads there from the cms."""
        path = self.reading_path()
        return None if path is None else (0, door_origin(Door.PORTAL), path)

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        parts = self.get_url_parts(request)
        return None if parts is None else parts[1] + parts[2]

    url = property(get_url)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        raise Http404

    @classmethod
    def get_indexed_objects(cls) -> QuerySet[Any]:
        """None: Wagtail's index knows no policies, the portal's own search does."""
        return cls._default_manager.none()


class KnowledgeRootPage(RestrictedPage):
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["knowledge.HandbookPage", "knowledge.LegalActPage"]
    max_count = 1

    class Meta:
        verbose_name = _("knowledge")


class HandbookPage(RestrictedPage):
    source_note = models.CharField(_("source"), max_length=255, blank=True)
    is_starter = models.BooleanField(_("starter handbook"), default=False, editable=False)

    content_panels = [*Page.content_panels, FieldPanel("source_note")]
    parent_page_types = ["knowledge.KnowledgeRootPage"]
    subpage_types = ["knowledge.SectionPage"]

    class Meta:
        verbose_name = _("handbook")
        verbose_name_plural = _("handbooks")


class SectionPage(RestrictedPage):
    number = models.CharField(_("number"), max_length=40, validators=[validate_section_number])
    body = StreamField(SectionBodyBlock(), blank=True, verbose_name=_("text"))
    imported_fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    content_panels = [
        FieldPanel("number"),
        *Page.content_panels,
        FieldPanel("body"),
        InlinePanel("notes", label=_("Note")),
    ]
    base_form_class = SectionPageForm
    parent_page_types = ["knowledge.HandbookPage", "knowledge.SectionPage"]
    subpage_types = ["knowledge.SectionPage"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def get_admin_display_title(self) -> str:
        return f"{self.number} {super().get_admin_display_title()}"

    def reading_path(self) -> str | None:
        handbook = HandbookPage.objects.ancestor_of(self).first()
        return section_address(handbook.slug, self.number) if handbook else None


class SectionNote(Orderable):
    page = ParentalKey(SectionPage, on_delete=models.CASCADE, related_name="notes")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"))
    place = models.CharField(
        _("place of the mark"), max_length=10, choices=NotePlace.choices, default=NotePlace.TEXT
    )

    panels = [FieldPanel("number"), FieldPanel("text"), FieldPanel("place")]

    class Meta(Orderable.Meta):
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return f"{self.number} {self.text[:40]}"


class LegalActPage(RestrictedPage):
    parent_page_types = ["knowledge.KnowledgeRootPage"]
    subpage_types = ["knowledge.LegalArticlePage"]

    class Meta:
        verbose_name = _("act of law")
        verbose_name_plural = _("acts of law")


class LegalArticlePage(RestrictedPage):
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
