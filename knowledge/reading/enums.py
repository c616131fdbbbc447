from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.enums import Role


class CardGroup(models.TextChoices):
    COMMUNICATION = "communication", _("Principles of communication")
    WORK = "work", _("Principles of work")


class TargetKind(models.TextChoices):
    """What can be pinned, and what can be called unclear."""

    SECTION = "section", _("section")
    ARTICLE = "article", _("article of law")
    CARD = "card", _("card")


class UnclearState(models.TextChoices):
    OPEN = "open", _("open")
    ANSWERED = "answered", _("answered")


class ChangeKind(models.TextChoices):
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")


class Direction(models.TextChoices):
    UP = "up", _("up")
    DOWN = "down", _("down")


# Which of a reader's roles the editors see, the most telling first.
ROLES_SHOWN = (Role.COUNSELLOR, Role.VOLUNTEER, Role.TEAM_LEAD, Role.EDITOR)


def example_languages() -> list[tuple[str, str]]:
    """The public languages; a function, so that a new one needs no migration."""
    return list(settings.LANGUAGES)
