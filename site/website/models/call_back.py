from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from helpline.enums import LetterKind
from website.blocks import PointBlock
from website.models.letter_form import LetterFormPage
from website.models.victim import VictimPage


class CallBackPage(LetterFormPage, VictimPage):
    """Ask for a call. The form and its words are `website.call_backs`; here are the texts."""

    body = StreamField([("point", PointBlock())], verbose_name=_("points"), max_num=6)

    is_core = True
    letter_kind = LetterKind.CALL_BACK
    gives_receipt = False
    link_icon = "call-back"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    template = "website/call_backs/page.html"
    translatable_fields = [*VictimPage.translatable_fields, TranslatableField("body")]
    content_panels = [*VictimPage.content_panels, FieldPanel("body"), *VictimPage.review_panels]

    class Meta:
        verbose_name = _("page “ask for a call”")
        verbose_name_plural = _("pages “ask for a call”")
