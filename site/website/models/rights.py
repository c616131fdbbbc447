from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from website.blocks import RightBlock
from website.models.base import VictimPage

CLOSING_MAX = 300


class RightsPage(VictimPage):
    """Your rights: facts from the law, each with its source for the editors."""

    body = StreamField([("right", RightBlock())], verbose_name=_("rights"), max_num=10)
    closing = models.TextField(
        _("closing words"),
        max_length=CLOSING_MAX,
        help_text=_("Say that an adviser explains what holds for the person. Promise nothing."),
    )

    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    template = "website/rights_page.html"
    translatable_fields = [
        *VictimPage.translatable_fields,
        TranslatableField("body"),
        TranslatableField("closing"),
    ]
    content_panels = [
        *VictimPage.content_panels,
        FieldPanel("body"),
        FieldPanel("closing"),
        *VictimPage.review_panels,
    ]

    class Meta:
        verbose_name = _("rights page")
        verbose_name_plural = _("rights pages")
