from django.db import models
from django.utils.translation import gettext_lazy as _


class NotePlace(models.TextChoices):
    """Where the mark of a note stands."""

    TITLE = "title", _("title")
    TEXT = "text", _("text")
    TABLE = "table", _("table")
    UNKNOWN = "unknown", _("unknown")
