from collections.abc import Iterator
from datetime import timedelta
from itertools import compress
from operator import not_
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from website.blocks import RightBlock, RightsTopicBlock, texts_of
from website.enums import RIGHTS_FOR_EVERYBODY, RightsTopic
from website.models.base import Required
from website.models.victim import VictimPage
from website.panels import RightsChecklistNotice

CLOSING_MAX = 300


class RightsPage(VictimPage):
    """Your rights: facts from the law, each with its source for the editors."""

    body = StreamField([("right", RightBlock())], verbose_name=_("rights"), max_num=10)
    topics = StreamField(
        [("topic", RightsTopicBlock())],
        verbose_name=_("rights by situation"),
        blank=True,
        help_text=_("Parts that the visitor opens one by one. Together they cover the checklist."),
        max_num=len(RightsTopic),
    )
    closing = models.TextField(
        _("closing words"),
        max_length=CLOSING_MAX,
        help_text=_("Say that an adviser explains what holds for the person. Promise nothing."),
    )

    is_core = True
    checked_every = timedelta(days=180)
    required_blocks = (Required("topics", "topic", RightsTopic),)
    critical_fields = frozenset({"body", "topics", "closing"})
    link_icon = "scales"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    template = "website/rights_page.html"
    translatable_fields = [
        *VictimPage.translatable_fields,
        TranslatableField("body"),
        TranslatableField("topics"),
        TranslatableField("closing"),
    ]
    content_panels = [
        *VictimPage.content_panels,
        RightsChecklistNotice(),
        FieldPanel("body"),
        FieldPanel("topics"),
        FieldPanel("closing"),
        *VictimPage.review_panels,
    ]

    class Meta:
        verbose_name = _("rights page")
        verbose_name_plural = _("rights pages")

    def views_of_text(self) -> dict[str, list[str]]:
        headings = [block.value["heading"] for block in self.topics]
        body = texts_of(self.body.stream_block, self.body)
        views = {"": [self.heading, self.intro, *body, *headings, self.closing]}
        for block in self.topics:
            views[block.value["heading"]] = list(texts_of(block.block, block.value))
        return views

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # They read these models, hence not at import.
        from website.translation_states.stand_ins import critical_content

        is_preview = getattr(request, "is_preview", False)
        critical = critical_content(self, is_preview=is_preview)
        topics = critical.blocks("topics")
        is_for_everybody = [_topic(part) in RIGHTS_FOR_EVERYBODY for part in topics]
        return {
            **super().get_context(request, *args, **kwargs),
            "rights": critical.blocks("body"),
            "for_everybody": list(compress(topics, is_for_everybody)),
            "by_status": list(compress(topics, map(not_, is_for_everybody))),
            "closing": critical.text("closing"),
        }

    def checked_rights(self) -> Iterator[tuple[str, Any]]:
        """Every right of the parts, with the part that it stands in."""
        for block in self.topics:
            for right in block.value["rights"]:
                yield block.value["topic"], right


def _topic(part: Any) -> str:
    return str(part.content.value["topic"])
