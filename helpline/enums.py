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


class LetterKind(models.TextChoices):
    """What the public door puts into the letterbox."""

    CALL_BACK = "call_back", pgettext_lazy("letter", "call-back")
    REFERRAL = "referral", pgettext_lazy("letter", "referral")
    SUSPICION = "suspicion", pgettext_lazy("letter", "suspicion")


class Profession(models.TextChoices):
    """Who refers somebody, and for whom a page of the public site is written."""

    POLICE = "police", _("police")
    LABOUR_INSPECTION = "labour_inspection", _("labour inspection")
    HEALTH = "health", _("health care")
    EDUCATION = "education", _("school and kindergarten")
    SOCIAL_WORK = "social_work", _("social work")
    OTHER = "other", pgettext_lazy("profession", "other")


class Consent(models.TextChoices):
    """Whether the person knows that she is referred, and wants it."""

    AGREES = "agrees", _("knows and agrees")
    NOT_ASKED = "not_asked", _("was not asked yet")
    REFUSES = "refuses", _("does not want it")


class PersonAge(models.TextChoices):
    ADULT = "adult", pgettext_lazy("age", "adult")
    CHILD = "child", pgettext_lazy("age", "child")
    UNKNOWN = "unknown", pgettext_lazy("age", "not known")


class PassingOn(models.TextChoices):
    """What may be done with a reported suspicion."""

    ASK_FIRST = "ask_first", _("ask the sender first")
    YES = "yes", _("may be passed on to the police")
    NO = "no", _("not to be passed on")


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


class LetterState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("letter", "waiting")
    TAKEN = "taken", pgettext_lazy("letter", "taken")
    ATTEMPTED = "attempted", pgettext_lazy("letter", "attempted")
    REACHED = "reached", pgettext_lazy("letter", "reached")
    CLOSED = "closed", pgettext_lazy("letter", "closed")


class LetterStep(models.TextChoices):
    """What somebody at the desk does with a letter."""

    TAKE = "take", _("I take it")
    REACH = "reach", _("I reached the person")
    ATTEMPT = "attempt", _("I tried; nobody answered")
    CLOSE = "close", _("Close it")
    GIVE_BACK = "give_back", _("Give it back")


class LineRecord(models.TextChoices):
    """The records of number and hours that nobody changes alone; the value names the model."""

    PHONE_LINE = "phoneline", _("number")
    OPENING_HOURS = "openinghours", _("weekly hours")
    HOURS_EXCEPTION = "hoursexception", _("exception to the hours")


class LineAction(models.TextChoices):
    ADD = "add", pgettext_lazy("line change", "add")
    CHANGE = "change", pgettext_lazy("line change", "change")
    REMOVE = "remove", pgettext_lazy("line change", "delete")


class LineChangeState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("line change", "waits")
    APPROVED = "approved", pgettext_lazy("line change", "approved")
    REFUSED = "refused", pgettext_lazy("line change", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("line change", "taken back")
    AT_ONCE = "at_once", pgettext_lazy("line change", "closed at once")
