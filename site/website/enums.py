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
    SILENCE = "silence", _("speech bubble with dots")
    CARD = "card", _("crossed-out document")
    SHIELD = "shield", _("shield")
    SCALES = "scales", _("scales")
    CHILD = "child", _("child")
    MONEY = "money", _("banknote")
    SUITCASE = "suitcase", _("suitcase")
    EYE = "eye", _("eye")
    RINGS = "rings", _("two rings")
    SCREEN = "screen", _("computer")
    BIN = "bin", _("bin")
    MOON = "moon", _("moon")
    QUESTION = "question", _("question mark")


class CallStep(models.TextChoices):
    """What a caller has to know beforehand."""

    WHO = "who", _("who answers")
    SAFE = "safe", _("the first question: can you talk now")
    LANGUAGE = "language", _("how to ask for your language")
    FREEDOM = "freedom", _("you may be silent, hang up, stay anonymous")
    PAPERS = "papers", _("no passport needed")
    POLICE = "police", _("we are not the police")
    EXCEPTIONS = "exceptions", _("when we must tell others")


class Situation(models.TextChoices):
    """What a self-check asks about."""

    SEX_WORK = "sex-work", _("sex work")
    BUILDING = "building", _("building site")
    HOUSE = "house", _("house and care")
    BEGGING = "begging", _("begging")
    MARRIAGE = "marriage", _("forced marriage")
    CRIME = "crime", _("forced crime, online scam")


class SafetyStep(models.TextChoices):
    """What everybody has to know about her phone."""

    THIS_SITE = "this-site", _("delete only this site, not the whole history")
    PRIVATE_WINDOW = "private-window", _("private window")
    SPYWARE = "spyware", _("a spying program sees everything")
    CALL_LIST = "call-list", _("the call stays in the list of calls")
    IF_ASKED = "if-asked", _("what to say if somebody asks")


class Device(models.TextChoices):
    """Where the same thing is done differently."""

    CHROME = "chrome", _("Chrome on Android")
    SAMSUNG = "samsung", _("Samsung Internet")
    SAFARI = "safari", _("Safari on an iPhone")
    FIREFOX = "firefox", _("Firefox")
    SHARED = "shared", _("a shared phone, or one that somebody checks")


class RightsTopic(models.TextChoices):
    """Parts of the rights page: three for everybody, five for a status."""

    HELP = "help", _("help and a doctor")
    HEARING = "hearing", _("offices and court")
    MONEY = "money", _("lawyer, money, punishment")
    EU = "eu", _("citizens of the European Union")
    PERMIT = "permit", _("with a residence permit")
    NO_PERMIT = "no-permit", _("without a residence permit")
    ASYLUM = "asylum", _("asylum seekers")
    CHILDREN = "children", _("children")


RIGHTS_FOR_EVERYBODY = frozenset({RightsTopic.HELP, RightsTopic.HEARING, RightsTopic.MONEY})


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


class AnnouncementKind(models.TextChoices):
    """What is told to professionals, with its day."""

    NEWS = "news", _("news")
    TRAINING = "training", _("training")


class SoundKind(models.TextChoices):
    """What a recording may be; the value is the ending of its file's name."""

    MP3 = "mp3", "MP3"
    OPUS = "ogg", "Opus"

    @property
    def media_type(self) -> str:
        return "audio/mpeg" if self is SoundKind.MP3 else "audio/ogg; codecs=opus"


class TranslationStatus(models.TextChoices):
    """What a page is in a language (public-site.md, P34); the worst that holds is the one shown."""

    MISSING = "missing", _("missing")
    STALE = "stale", _("stale")
    PARTLY = "partly", _("partly translated")
    UNREVIEWED = "unreviewed", _("not reviewed")
    CURRENT = "current", _("current")


class TextStatus(models.TextChoices):
    """What one text of a translation is, beside the same text of the source."""

    CURRENT = "current", _("current")
    STALE = "stale", _("the source changed")
    UNTRANSLATED = "untranslated", _("not translated")
    LACKING = "lacking", _("not in the translation")
    DROPPED = "dropped", _("no longer in the source")

    @property
    def is_stale(self) -> bool:
        return self in {TextStatus.STALE, TextStatus.DROPPED}

    @property
    def is_untranslated(self) -> bool:
        return self in {TextStatus.UNTRANSLATED, TextStatus.LACKING}
