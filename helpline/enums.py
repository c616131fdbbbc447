from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _


class PhoneLineKind(models.TextChoices):
    OWN = "own", _("the organisation's own line")
    EMERGENCY = "emergency", _("emergency number")


class EmergencyService(models.TextChoices):
    AMBULANCE_FIRE_RESCUE = "ambulance_fire_rescue", _("ambulance, fire, rescue")
    POLICE = "police", _("police")


class Weekday(models.IntegerChoices):
    """Numbered as `datetime.weekday()` numbers them; named in every language by Django."""

    MONDAY = 0, WEEKDAYS[0]
    TUESDAY = 1, WEEKDAYS[1]
    WEDNESDAY = 2, WEEKDAYS[2]
    THURSDAY = 3, WEEKDAYS[3]
    FRIDAY = 4, WEEKDAYS[4]
    SATURDAY = 5, WEEKDAYS[5]
    SUNDAY = 6, WEEKDAYS[6]
