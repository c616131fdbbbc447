from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from website.blocks import PointBlock, SituationBlock, texts_of
from website.enums import Situation
from website.models.base import Required
from website.models.victim import VictimPage
from website.self_check import Stage, example_answers, self_check_answer

RESULT_MAX = 400


class SelfCheckPage(VictimPage):
    """Questions for six situations (public-site.md, P23). What is answered is kept nowhere."""

    situations = StreamField(
        [("situation", SituationBlock())], verbose_name=_("situations"), max_num=len(Situation)
    )
    result_yes = models.TextField(
        _("words after a “yes”"),
        max_length=RESULT_MAX,
        help_text=_("Never say what the person is. Say that it may be wrong, and what she may do."),
    )
    result_no = models.TextField(
        _("words after “no” only"),
        max_length=RESULT_MAX,
        help_text=_("Leave the door open: the person may call with any worry."),
    )
    next_steps = StreamField(
        [("point", PointBlock())], verbose_name=_("what you may do"), max_num=6
    )

    answers_to = frozenset({"GET", "HEAD", "POST"})
    is_core = True
    required_blocks = (Required("situations", "situation", Situation),)
    link_icon = "question"
    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    template = "website/self_check_page.html"
    translatable_fields = [
        *VictimPage.translatable_fields,
        TranslatableField("situations"),
        TranslatableField("result_yes"),
        TranslatableField("result_no"),
        TranslatableField("next_steps"),
    ]
    content_panels = [
        *VictimPage.content_panels,
        FieldPanel("situations"),
        MultiFieldPanel(
            [FieldPanel("result_yes"), FieldPanel("result_no"), FieldPanel("next_steps")],
            heading=_("After the answers"),
        ),
        *VictimPage.review_panels,
    ]
    preview_modes = [
        ("", _("Choice of the situation")),
        (Stage.QUESTIONS.value, _("Questions")),
        (Stage.RESULT.value, _("After the answers")),
    ]

    class Meta:
        verbose_name = _("self-check page")
        verbose_name_plural = _("self-check pages")

    def views_of_text(self) -> dict[str, list[str]]:
        headings = [block.value["heading"] for block in self.situations]
        steps = list(texts_of(self.next_steps.stream_block, self.next_steps))
        views = {"": [self.heading, self.intro, *headings]}
        for block in self.situations:
            views[block.value["heading"]] = list(texts_of(block.block, block.value))
        views[str(_("after “yes”"))] = [self.result_yes, *steps]
        views[str(_("after “no” only"))] = [self.result_no, *steps]
        return views

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        sent = kwargs.get("answers", request.POST)
        return {**context, "check": self_check_answer(self.situations, sent)}

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        answers = example_answers(self.situations, mode_name)
        return self.get_context(request, answers=answers)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return self.template
