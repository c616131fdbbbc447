from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from website.blocks import PointBlock
from website.models.base import VictimPage


class CallBackPage(VictimPage):
    """Ask for a call. The form and its words are `website.call_backs`; here are the texts."""

    body = StreamField([("point", PointBlock())], verbose_name=_("points"), max_num=6)

    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    answers_to = frozenset({"GET", "HEAD", "POST"})
    template = "website/call_backs/page.html"
    translatable_fields = [*VictimPage.translatable_fields, TranslatableField("body")]
    content_panels = [*VictimPage.content_panels, FieldPanel("body"), *VictimPage.review_panels]

    class Meta:
        verbose_name = _("page “ask for a call”")
        verbose_name_plural = _("pages “ask for a call”")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With an empty form; also for the preview, where the view does not come along."""
        # The form reads the table of languages and the services, hence not at import.
        from website.call_backs.forms import CallBackForm

        form = CallBackForm(initial={"language": self.language_code})
        context = super().get_context(request, *args, **kwargs)
        return {**context, "form": form, "days_at_most": settings.CALL_BACK_DAYS_AT_MOST}
