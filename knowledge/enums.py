from django.db import models
from django.utils.translation import gettext_lazy as _


class NotePlace(models.TextChoices):
    """Where the mark of a note stands."""

    TITLE = "title", _("title")
    TEXT = "text", _("text")
    TABLE = "table", _("table")
    UNKNOWN = "unknown", _("unknown")


class Readers(models.TextChoices):
    """Whom a section, and what is below it, is for."""

    ALL = "all", _("everybody who may read knowledge")
    COUNSELLORS = "counsellors", _("counsellors, team leads and editors")
    TEAM_LEADS = "team_leads", _("team leads and editors")


class ImportState(models.TextChoices):
    """What an import means for one page."""

    CREATED = "created", _("new")
    CHANGED = "changed", _("changed")
    CONFLICT = "conflict", _("changed by an editor")
    UNCHANGED = "unchanged", _("unchanged")
    MISSING = "missing", _("not in the document")
    WITHDRAWN = "withdrawn", _("withdrawn by an editor")
    RENUMBERED = "renumbered", _("renumbered by an editor")
