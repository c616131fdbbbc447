"""What the site says about itself: privacy (public-site.md, P32) and accessibility (P31)."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from website.blocks import PointBlock, SectionBlock
from website.models.victim import NeutralPage
from website.privacy import privacy_claims

CONTROLLER_MAX = 300


class StatementPage(NeutralPage):
    body = StreamField(
        [("point", PointBlock())],
        verbose_name=_("points"),
        help_text=_("In short, for everybody: with heading and introduction at most 200 words."),
        max_num=6,
    )
    sections = StreamField(
        [("section", SectionBlock())],
        verbose_name=_("sections of the page"),
        help_text=_("What somebody looks up."),
        blank=True,
        max_num=12,
    )

    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    translatable_fields = [
        *NeutralPage.translatable_fields,
        TranslatableField("body"),
        TranslatableField("sections"),
    ]
    content_panels = [
        *NeutralPage.content_panels,
        FieldPanel("body"),
        FieldPanel("sections"),
        *NeutralPage.review_panels,
    ]

    class Meta:
        abstract = True

    def top(self) -> list[str]:
        """What stands above the sections."""
        points = [
            text for block in self.body for text in (block.value["heading"], block.value["text"])
        ]
        return [self.heading, self.intro, *points]


class PrivacyPage(StatementPage):
    """Privacy. How long what is kept comes from the settings, never from the text."""

    controller = models.TextField(
        _("who is responsible"),
        max_length=CONTROLLER_MAX,
        blank=True,
        help_text=_(
            "Name, address and contact of the association (GDPR art. 13(1)(a)). While it is empty "
            "the page says that it is not set yet."
        ),
    )

    template = "website/privacy_page.html"
    content_panels = [
        *NeutralPage.content_panels,
        FieldPanel("body"),
        FieldPanel("sections"),
        FieldPanel("controller"),
        *NeutralPage.review_panels,
    ]

    class Meta:
        verbose_name = _("privacy page")
        verbose_name_plural = _("privacy pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "claims": privacy_claims()}


class AccessibilityPage(StatementPage):
    """How people with disabilities can use the site, and what does not work yet."""

    template = "website/accessibility_page.html"

    class Meta:
        verbose_name = _("accessibility page")
        verbose_name_plural = _("accessibility pages")
