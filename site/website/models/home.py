from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from website.blocks import PointBlock
from website.models.victim import VictimPage


class HomePage(VictimPage):
    """ "You can call": the first page of a language, child of Wagtail's root."""

    body = StreamField([("point", PointBlock())], verbose_name=_("points"), max_num=6)

    describes_the_line = True
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "website.ContactPage",
        "website.CallBackPage",
        "website.CallPage",
        "website.SelfCheckPage",
        "website.RightsPage",
        "website.ServicesPage",
        "website.PhoneSafetyPage",
        "website.RelativesPage",
        "website.SuspicionPage",
        "website.ProfessionalsPage",
        "website.PrivacyPage",
        "website.AccessibilityPage",
    ]
    template = "website/home_page.html"
    translatable_fields = [*VictimPage.translatable_fields, TranslatableField("body")]
    content_panels = [*VictimPage.content_panels, FieldPanel("body"), *VictimPage.review_panels]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
