from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SheetKind(models.TextChoices):
    """What comes out of an A4 sheet."""

    CARD = "card", pgettext_lazy("printed matter", "Cards")
    STRIPS = "strips", pgettext_lazy("printed matter", "Strips to tear off")


class SheetVersion(models.TextChoices):
    """NEUTRAL: for who could be in danger when the paper is found with her."""

    PLAIN = "plain", pgettext_lazy("printed matter", "with name")
    NEUTRAL = "info", _("only “info”")
