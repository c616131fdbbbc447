"""The line: its numbers and its hours. One record each, shown on every page in every language."""

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from helpline.enums import EmergencyService, PhoneLineKind, Weekday
from helpline.numbers import (
    international_format,
    national_format,
    validate_e164,
    validate_emergency_number,
)

MIDNIGHT = datetime.time(0, 0)

END_BEFORE_BEGINNING = _(
    "The end comes before the beginning. Hours over midnight are two rows: "
    "until 00:00, and from 00:00."
)
# Blanks, brackets, strokes and dots between the groups of a number.
WRITTEN_BETWEEN = re.compile(r"[\s().\u2013/-]")


class PhoneLine(models.Model):
    """A number that people can call. The own line may have no number yet."""

    kind = models.CharField(_("kind"), max_length=16, choices=PhoneLineKind)
    service = models.CharField(
        _("emergency service"), max_length=32, choices=EmergencyService, blank=True
    )
    number = models.CharField(
        _("number"),
        max_length=16,
        blank=True,
        help_text=_(
            "The own line: +386 and digits, without spaces. Empty means: not set yet; every "
            "public page then says so."
        ),
    )
    free_of_charge = models.BooleanField(
        _("free of charge from every network"),
        default=False,
        help_text=_("Tick it only when the operators have confirmed it."),
    )
    reachable_from_abroad = models.BooleanField(_("reachable from abroad"), default=False)
    without_credit = models.BooleanField(
        _("works without credit"),
        default=False,
        help_text=_("Also when the phone has no credit left. Tick it when it is confirmed."),
    )
    by_text_message = models.BooleanField(
        _("answers text messages"),
        default=False,
        help_text=_("For people who cannot hear or speak. Tick it when it is confirmed."),
    )
    closed_on_public_holidays = models.BooleanField(
        _("closed on public holidays of Slovenia"), default=False
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    checked_on = models.DateField(_("tried out on"), null=True, editable=False)

    class Meta:
        verbose_name = _("phone line")
        verbose_name_plural = _("phone lines")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind=PhoneLineKind.OWN), name="helpline_one_own_line"
            ),
            models.UniqueConstraint(
                fields=["number"],
                condition=~Q(number=""),
                name="helpline_number_once",
                violation_error_message=_("This number is there already."),
            ),
        ]

    def __str__(self) -> str:
        # As it was typed: forms show records whose number is not valid yet.
        number = self.number or _("not set yet")
        return f"{self.get_kind_display()}: {number}"

    def clean(self) -> None:
        super().clean()
        # People write numbers in groups.
        self.number = WRITTEN_BETWEEN.sub("", self.number)
        if self.kind == PhoneLineKind.EMERGENCY:
            self._clean_emergency()
        elif self.service:
            raise ValidationError({"service": _("Only an emergency number has a service.")})
        elif self.number:
            self._clean_number(validate_e164)

    def _clean_emergency(self) -> None:
        if not self.service:
            raise ValidationError({"service": _("Choose who answers this number.")})
        self._clean_number(validate_emergency_number)

    def _clean_number(self, validate: Any) -> None:
        try:
            validate(self.number)
        except ValidationError as error:
            raise ValidationError({"number": error}) from error

    @property
    def national(self) -> str:
        """The number as it is written in Slovenia, or nothing."""
        if self.kind == PhoneLineKind.EMERGENCY or not self.number:
            return self.number
        return national_format(self.number)

    @property
    def international(self) -> str:
        return international_format(self.number) if self.number.startswith("+") else self.number


class Hours(models.Model):
    """From and to, on the clock of Slovenia; 00:00 as the end is the end of the day."""

    class Meta:
        abstract = True

    @staticmethod
    def are_in_order(opens: datetime.time, closes: datetime.time) -> bool:
        return closes > opens or closes == MIDNIGHT


class OpeningHours(Hours):
    """When the own line is answered on a day of the week; a day may have several rows."""

    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("to"), help_text=_("00:00 means the end of the day."))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["weekday", "opens"], name="helpline_hours_once"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=MIDNIGHT),
                name="helpline_hours_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{Weekday(self.weekday).label} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        super().clean()
        if None in (self.weekday, self.opens, self.closes):
            return
        if not self.are_in_order(self.opens, self.closes):
            raise ValidationError({"closes": END_BEFORE_BEGINNING})
        same_day = OpeningHours.objects.filter(weekday=self.weekday).exclude(pk=self.pk)
        ends_after = Q(closes__gt=self.opens) | Q(closes=MIDNIGHT)
        begins_before = Q() if self.closes == MIDNIGHT else Q(opens__lt=self.closes)
        if same_day.filter(ends_after & begins_before).exists():
            raise ValidationError(_("These hours overlap with others of the same day."))


class HoursException(Hours):
    """One date with other hours than its weekday, or closed."""

    date = models.DateField(_("date"), unique=True)
    opens = models.TimeField(
        _("from"), null=True, blank=True, help_text=_("Leave both times empty when closed.")
    )
    closes = models.TimeField(_("to"), null=True, blank=True)
    reason = models.CharField(
        _("reason"), max_length=120, blank=True, help_text=_("For staff only; never shown.")
    )

    class Meta:
        verbose_name = _("exception to the hours")
        verbose_name_plural = _("exceptions to the hours")
        ordering = ["date"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False),
                name="helpline_exception_both_times_or_none",
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True) | Q(closes__gt=F("opens")) | Q(closes=MIDNIGHT),
                name="helpline_exception_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%d. %m. %Y}"

    def clean(self) -> None:
        super().clean()
        if (self.opens is None) != (self.closes is None):
            raise ValidationError(_("Give both times, or none when the line is closed."))
        if (
            self.opens
            and self.closes is not None
            and not self.are_in_order(self.opens, self.closes)
        ):
            raise ValidationError({"closes": END_BEFORE_BEGINNING})

    @property
    def is_closed(self) -> bool:
        return self.opens is None
