from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class LanguageService(models.TextChoices):
    """What the line offers in a language."""

    SPOKEN = "spoken", _("spoken by our people")
    INTERPRETER = "interpreter", _("interpreter by phone")
    WRITTEN = "written", _("in writing only")


class CallBackChannel(models.TextChoices):
    CALL = "call", _("call")
    SMS = "sms", _("text message")
    MESSENGER = "messenger", _("messenger app")


class WhoAnswers(models.TextChoices):
    """What to do when somebody else answers."""

    HANG_UP = "hang_up", _("say nothing of us; end the call")
    ASK_FOR_HER = "ask_for_her", _("we may ask for the person")


class Pretext(models.TextChoices):
    """Who we say we are, when somebody else asks. Nothing that frightens or obliges anybody."""

    NONE = "none", _("nobody: we give no name")
    WRONG_NUMBER = "wrong_number", _("somebody who dialled a wrong number")
    DELIVERY = "delivery", _("a parcel delivery")
    LANGUAGE_SCHOOL = "language_school", _("a language school")
    SHOP = "shop", _("a shop, about an order")


class CallBackState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("call-back", "waiting")
    TAKEN = "taken", pgettext_lazy("call-back", "taken")
    ATTEMPTED = "attempted", pgettext_lazy("call-back", "attempted")
    REACHED = "reached", pgettext_lazy("call-back", "reached")
    CLOSED = "closed", pgettext_lazy("call-back", "closed")


class CallBackStep(models.TextChoices):
    """What somebody at the desk does with a call-back."""

    TAKE = "take", _("I take it")
    REACH = "reach", _("I reached the person")
    ATTEMPT = "attempt", _("I tried; nobody answered")
    CLOSE = "close", _("Close it")
    GIVE_BACK = "give_back", _("Give it back")
