from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from website.blocks import PointBlock
from website.models.victim import VictimPage


class ContactPage(VictimPage):
    """Phone and hours. The numbers and the hours themselves are records of `helpline`."""

    body = StreamField([("point", PointBlock())], verbose_name=_("points"), max_num=6)

    is_core = True
    describes_the_line = True
    checked_every = timedelta(days=30)
    link_icon = "phone"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    template = "website/contact_page.html"
    translatable_fields = [*VictimPage.translatable_fields, TranslatableField("body")]
    content_panels = [*VictimPage.content_panels, FieldPanel("body"), *VictimPage.review_panels]

    class Meta:
        verbose_name = _("phone and hours page")
        verbose_name_plural = _("phone and hours pages")
