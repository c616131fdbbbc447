"""In which languages the line can be reached, and how: one record a language."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from helpline.enums import LanguageService, Weekday
from helpline.languages import language_choices
from helpline.models.line import END_BEFORE_BEGINNING, MIDNIGHT, Hours

WAIT_MINUTES_MAX = 60


class LineLanguage(ClusterableModel):
    """What the line offers in a language. A language without a record is promised nothing."""

    language = models.CharField(_("language"), max_length=16, choices=language_choices, unique=True)
    service = models.CharField(_("how"), max_length=16, choices=LanguageService)
    wait_minutes = models.PositiveSmallIntegerField(
        _("waiting time for the interpreter, in minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(WAIT_MINUTES_MAX)],
        help_text=_("What the interpreters have agreed to; visitors read “in about … minutes”."),
    )

    class Meta:
        verbose_name = _("language of the line")
        verbose_name_plural = _("languages of the line")
        ordering = ["language"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(service=LanguageService.INTERPRETER)
                | Q(wait_minutes__isnull=False, wait_minutes__gt=0),
                name="helpline_interpreter_has_waiting_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_language_display()}: {self.get_service_display()}"

    def clean(self) -> None:
        super().clean()
        if self.service == LanguageService.INTERPRETER and not self.wait_minutes:
            raise ValidationError(
                {"wait_minutes": _("Say in how many minutes an interpreter joins the call.")}
            )
        if self.service != LanguageService.INTERPRETER:
            self.wait_minutes = None


class LanguageHours(Hours):
    """When staff speak a language. Without rows: whenever the line is answered."""

    line_language = ParentalKey(LineLanguage, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"), help_text=_("00:00 means the end of the day."))

    class Meta:
        verbose_name = _("hours of a language")
        verbose_name_plural = _("hours of a language")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=MIDNIGHT),
                name="helpline_language_hours_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{Weekday(self.weekday).label} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        super().clean()
        if self.opens is None or self.closes is None:
            return
        if not self.are_in_order(self.opens, self.closes):
            raise ValidationError({"closes": END_BEFORE_BEGINNING})
