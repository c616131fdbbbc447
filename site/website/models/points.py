"""Pages that are a list of points: what the organisation does, and words for relatives."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from website.blocks import PointBlock
from website.models.victim import VictimPage

TEMPLATE = "website/points_page.html"


class PointsPage(VictimPage):
    body = StreamField([("point", PointBlock())], verbose_name=_("points"), max_num=10)

    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    translatable_fields = [*VictimPage.translatable_fields, TranslatableField("body")]
    content_panels = [*VictimPage.content_panels, FieldPanel("body"), *VictimPage.review_panels]

    class Meta:
        abstract = True


class ServicesPage(PointsPage):
    """What the organisation does for a person, one service a point."""

    # Wagtail gives every class a template of its own name unless it names one itself.
    template = TEMPLATE
    link_icon = "hand"

    class Meta:
        verbose_name = _("what we do page")
        verbose_name_plural = _("what we do pages")


class RelativesPage(PointsPage):
    """For the people around: how to help without doing harm."""

    template = TEMPLATE
    link_icon = "people"

    class Meta:
        verbose_name = _("page for relatives")
        verbose_name_plural = _("pages for relatives")
