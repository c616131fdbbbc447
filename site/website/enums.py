from django.db import models
from django.utils.translation import gettext_lazy as _


class Icon(models.TextChoices):
    """The drawings beside a point; the file of each is `website/icons/<value>.svg`."""

    CLOCK = "clock", _("clock")
    SPEECH = "speech", _("speech bubble")
    PEOPLE = "people", _("two people")
    DOCUMENT = "document", _("document")
    HEART = "heart", _("heart")
    HAND = "hand", _("open hand")
    HOME = "home", _("house")
    GLOBE = "globe", _("globe")
    KEY = "key", _("key")
    PHONE = "phone", _("phone")
    WORK = "work", _("tool")
