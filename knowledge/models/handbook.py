from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from knowledge.addresses import section_address
from knowledge.blocks import SectionBodyBlock
from knowledge.enums import NotePlace, Readers
from knowledge.forms import SectionPageForm
from knowledge.models.restricted import RestrictedPage, ReviewedPage
from knowledge.numbers import validate_section_number


class HandbookPage(RestrictedPage):
    source_note = models.CharField(_("source"), max_length=255, blank=True)
    is_starter = models.BooleanField(_("starter handbook"), default=False, editable=False)

    content_panels = [*Page.content_panels, FieldPanel("source_note")]
    parent_page_types = ["knowledge.KnowledgeRootPage"]
    subpage_types = ["knowledge.SectionPage"]

    class Meta:
        verbose_name = _("handbook")
        verbose_name_plural = _("handbooks")


class SectionPage(ReviewedPage):
    number = models.CharField(_("number"), max_length=40, validators=[validate_section_number])
    body = StreamField(SectionBodyBlock(), blank=True, verbose_name=_("text"))
    readers = models.CharField(
        _("who may read it"),
        max_length=20,
        choices=Readers,
        default=Readers.ALL,
        db_index=True,
        help_text=_(
            "Counts for the sections below it too, from the moment of publishing. Nobody else "
            "finds its title, its text or its words anywhere."
        ),
    )
    imported_fingerprint = models.CharField(max_length=64, blank=True, editable=False)

    content_panels = [
        FieldPanel("number"),
        *Page.content_panels,
        FieldPanel("readers"),
        FieldPanel("body"),
        InlinePanel("notes", label=_("Note")),
        *ReviewedPage.review_panels,
    ]
    base_form_class = SectionPageForm
    parent_page_types = ["knowledge.HandbookPage", "knowledge.SectionPage"]
    subpage_types = ["knowledge.SectionPage"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def get_admin_display_title(self) -> str:
        title = f"{self.number} {super().get_admin_display_title()}"
        return title if self.readers == Readers.ALL else f"{title} · {self.get_readers_display()}"

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
