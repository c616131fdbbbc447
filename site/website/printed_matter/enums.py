from django.db import models
from django.utils.translation import gettext_lazy as _


class SheetKind(models.TextChoices):
    """What comes out of an A4 sheet."""

    CARD = "card", _("Cards for the wallet")
    STRIPS = "strips", _("Sheet with strips to tear off")


class SheetVersion(models.TextChoices):
    """NEUTRAL: for who could be in danger when the paper is found with her."""

    PLAIN = "plain", _("with name")
    NEUTRAL = "info", _("only number and “info”")
