from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from helpline.enums import LetterKind
from website.blocks import PointBlock
from website.models.letter_form import LetterFormPage
from website.models.victim import NeutralPage


class SuspicionPage(LetterFormPage, NeutralPage):
    """Report a suspicion (public-site.md, P19). Neutral too: who saw it may live close to it."""

    body = StreamField(
        [("point", PointBlock())], verbose_name=_("points above the form"), blank=True, max_num=4
    )

    letter_kind = LetterKind.SUSPICION
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    template = "website/letters/suspicion_page.html"
    translatable_fields = [*NeutralPage.translatable_fields, TranslatableField("body")]
    content_panels = [*NeutralPage.content_panels, FieldPanel("body"), *NeutralPage.review_panels]

    class Meta:
        verbose_name = _("page “report a suspicion”")
        verbose_name_plural = _("pages “report a suspicion”")
