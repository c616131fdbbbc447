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


class ExitAnswer(models.TextChoices):
    """How a target of the way out answered when it was last asked."""

    NOT_ASKED = "not_asked", _("not asked yet")
    ANSWERS = "answers", _("answers")
    NO_ANSWER = "no_answer", _("does not answer")
    NOT_SECURE = "not_secure", _("no secure connection")
    NOT_THERE = "not_there", _("answers that the page is not there")
    LEADS_BACK = "leads_back", _("sends on to one of our own addresses")

    @property
    def is_fault(self) -> bool:
        return self not in {ExitAnswer.NOT_ASKED, ExitAnswer.ANSWERS}
