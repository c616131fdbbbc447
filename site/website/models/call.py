from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from website.blocks import CallStepBlock
from website.enums import CallStep
from website.models.base import Required
from website.models.victim import VictimPage


class CallPage(VictimPage):
    """What happens when you call: at most seven steps (public-site.md, P14)."""

    body = StreamField(
        [("step", CallStepBlock())],
        verbose_name=_("steps"),
        help_text=_("One drawing and at most 12 words a step, in the order of the call."),
        max_num=len(CallStep),
    )

    is_core = True
    checked_every = timedelta(days=180)
    required_blocks = (Required("body", "topic", CallStep),)
    link_icon = "speech"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    template = "website/call_page.html"
    translatable_fields = [*VictimPage.translatable_fields, TranslatableField("body")]
    content_panels = [*VictimPage.content_panels, FieldPanel("body"), *VictimPage.review_panels]

    class Meta:
        verbose_name = _("what happens when you call page")
        verbose_name_plural = _("what happens when you call pages")
