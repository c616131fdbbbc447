from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from website.blocks import DeviceBlock, SafetyPointBlock, texts_of
from website.enums import Device, SafetyStep
from website.models.base import Required
from website.models.victim import VictimPage


class PhoneSafetyPage(VictimPage):
    """Safe use of this phone (public-site.md, P8): for everybody first, then by browser."""

    body = StreamField(
        [("point", SafetyPointBlock())],
        verbose_name=_("for every phone"),
        help_text=_("With the introduction at most 8 sentences."),
        max_num=len(SafetyStep),
    )
    devices = StreamField(
        [("device", DeviceBlock())],
        verbose_name=_("by phone or browser"),
        max_num=len(Device),
    )

    is_core = True
    required_blocks = (
        Required("body", "topic", SafetyStep),
        Required("devices", "device", Device),
    )
    link_icon = "mobile"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    template = "website/phone_safety_page.html"
    translatable_fields = [
        *VictimPage.translatable_fields,
        TranslatableField("body"),
        TranslatableField("devices"),
    ]
    content_panels = [
        *VictimPage.content_panels,
        FieldPanel("body"),
        FieldPanel("devices"),
        *VictimPage.review_panels,
    ]

    class Meta:
        verbose_name = _("safe use of the phone page")
        verbose_name_plural = _("safe use of the phone pages")

    def first_view(self) -> list[str]:
        """What stands before the parts by browser, headings left out."""
        return [self.intro, *(block.value["text"] for block in self.body)]

    def views_of_text(self) -> dict[str, list[str]]:
        body = texts_of(self.body.stream_block, self.body)
        devices = texts_of(self.devices.stream_block, self.devices)
        return {"": [self.heading, self.intro, *body, *devices]}
