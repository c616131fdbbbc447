"""The section for professionals (public-site.md, P30): found by search engines, longer texts."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import TranslatableField

from helpline.enums import LetterKind, Profession
from website.blocks import IndicatorGroupBlock, LongTextBlock, PointBlock, SectionBlock
from website.enums import AnnouncementKind
from website.models.base import PublicPage
from website.models.letter_form import LetterFormPage

PLACE_MAX = 120
SHOWN_DAYS = 90


def shown_until_default() -> Any:
    return timezone.localdate() + timedelta(days=SHOWN_DAYS)


DO_NOT = pgettext_lazy("professionals", "Do not")


class ProfessionalPage(PublicPage):
    """A page of the section. Back works as usual; the way out stays in reach."""

    keeps_one_history_entry = False
    needs_second_person = False
    checked_every = timedelta(days=365)

    class Meta:
        abstract = True

    @property
    def summary(self) -> str:
        """Its introduction, where an editor wrote nothing: nothing here has to be neutral."""
        return super().summary or str(self.intro)


class ProfessionalsPage(ProfessionalPage):
    """The first page of the section: what to do now, and the way to everything else."""

    body = StreamField([("point", PointBlock())], verbose_name=_("points"), blank=True, max_num=6)

    max_count_per_parent = 1
    parent_page_types = ["website.HomePage"]
    subpage_types = [
        "website.FirstStepsPage",
        "website.ProfessionPage",
        "website.ReferralPage",
        "website.AnnouncementsPage",
    ]
    template = "website/professionals/home_page.html"
    translatable_fields = [*ProfessionalPage.translatable_fields, TranslatableField("body")]
    content_panels = [
        *ProfessionalPage.content_panels,
        FieldPanel("body"),
        *ProfessionalPage.review_panels,
    ]

    class Meta:
        verbose_name = _("first page for professionals")
        verbose_name_plural = _("first pages for professionals")


class FirstStepsPage(ProfessionalPage):
    """ "I think I have met a victim – what now?": steps in their order, and what to leave."""

    steps = StreamField(
        [("section", SectionBlock())],
        verbose_name=_("steps"),
        help_text=_("In the order in which they are done."),
        max_num=10,
    )
    avoid = StreamField(
        [
            (
                "text",
                LongTextBlock(
                    rows=1, max_length=200, label=pgettext_lazy("professionals", "Do not")
                ),
            )
        ],
        verbose_name=_("better not"),
        help_text=_("What does harm although it is meant well."),
        blank=True,
        max_num=10,
    )

    checked_every = timedelta(days=180)
    max_count_per_parent = 1
    parent_page_types = ["website.ProfessionalsPage"]
    subpage_types: list[str] = []
    template = "website/professionals/first_steps_page.html"
    translatable_fields = [
        *ProfessionalPage.translatable_fields,
        TranslatableField("steps"),
        TranslatableField("avoid"),
    ]
    content_panels = [
        *ProfessionalPage.content_panels,
        FieldPanel("steps"),
        FieldPanel("avoid"),
        *ProfessionalPage.review_panels,
    ]

    class Meta:
        verbose_name = _("page “what now”")
        verbose_name_plural = _("pages “what now”")


class ProfessionPage(ProfessionalPage):
    """Indicators and steps for one profession, made to be printed."""

    profession = models.CharField(
        _("profession"), max_length=24, choices=Profession, default=Profession.OTHER
    )
    indicators = StreamField(
        [("group", IndicatorGroupBlock())],
        verbose_name=_("indicators"),
        help_text=_("What this profession can see or hear. Printed as a list to tick."),
        max_num=6,
    )
    steps = StreamField(
        [("section", SectionBlock())],
        verbose_name=_("what to do"),
        max_num=8,
    )

    parent_page_types = ["website.ProfessionalsPage"]
    subpage_types: list[str] = []
    template = "website/professionals/profession_page.html"
    translatable_fields = [
        *ProfessionalPage.translatable_fields,
        TranslatableField("indicators"),
        TranslatableField("steps"),
    ]
    content_panels = [
        *ProfessionalPage.content_panels,
        FieldPanel("profession"),
        FieldPanel("indicators"),
        FieldPanel("steps"),
        *ProfessionalPage.review_panels,
    ]

    class Meta:
        verbose_name = _("page for a profession")
        verbose_name_plural = _("pages for professions")


class ReferralPage(LetterFormPage, ProfessionalPage):
    """Refer somebody. The form and its words are `website.letters`; here are the texts."""

    sections = StreamField(
        [("section", SectionBlock())],
        verbose_name=_("what happens next"),
        help_text=_("Stands below the form."),
        blank=True,
        max_num=6,
    )

    letter_kind = LetterKind.REFERRAL
    max_count_per_parent = 1
    parent_page_types = ["website.ProfessionalsPage"]
    subpage_types: list[str] = []
    template = "website/letters/referral_page.html"
    translatable_fields = [*ProfessionalPage.translatable_fields, TranslatableField("sections")]
    content_panels = [
        *ProfessionalPage.content_panels,
        FieldPanel("sections"),
        *ProfessionalPage.review_panels,
    ]

    class Meta:
        verbose_name = _("page with the referral form")
        verbose_name_plural = _("pages with the referral form")


class AnnouncementsPage(ProfessionalPage):
    """Trainings and news: a list of what is written below it, for as long as it holds."""

    max_count_per_parent = 1
    parent_page_types = ["website.ProfessionalsPage"]
    subpage_types = ["website.AnnouncementPage"]
    template = "website/professionals/announcements_page.html"
    content_panels = [*ProfessionalPage.content_panels, *ProfessionalPage.review_panels]

    class Meta:
        verbose_name = _("page with trainings and news")
        verbose_name_plural = _("pages with trainings and news")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # Selectors read these models, hence not at import.
        from website.announcements import announcements_shown

        context = super().get_context(request, *args, **kwargs)
        return {**context, "announcements": announcements_shown(self)}


class AnnouncementPage(ProfessionalPage):
    """One training or one piece of news, with the day after which it is gone."""

    kind = models.CharField(
        _("kind"), max_length=16, choices=AnnouncementKind, default=AnnouncementKind.NEWS
    )
    day = models.DateField(
        _("day"), default=timezone.localdate, help_text=_("Of the training, or of the news.")
    )
    starts_at = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=PLACE_MAX, blank=True)
    shown_until = models.DateField(
        _("shown until"),
        default=shown_until_default,
        help_text=_("The last day on which visitors see it. It stays here and can be shown again."),
    )
    sections = StreamField(
        [("section", SectionBlock())], verbose_name=_("sections of the page"), blank=True, max_num=8
    )

    parent_page_types = ["website.AnnouncementsPage"]
    subpage_types: list[str] = []
    template = "website/professionals/announcement_page.html"
    translatable_fields = [
        *ProfessionalPage.translatable_fields,
        TranslatableField("place"),
        TranslatableField("sections"),
    ]
    content_panels = [
        *ProfessionalPage.content_panels,
        FieldPanel("kind"),
        FieldPanel("day"),
        FieldPanel("starts_at"),
        FieldPanel("place"),
        FieldPanel("shown_until"),
        FieldPanel("sections"),
        *ProfessionalPage.review_panels,
    ]

    class Meta:
        verbose_name = _("training or news")
        verbose_name_plural = _("trainings and news")

    @property
    def is_shown(self) -> bool:
        return self.shown_until >= timezone.localdate()
