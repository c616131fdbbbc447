from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class SynonymLanguage(models.TextChoices):
    SLOVENE = "sl", _("Slovene")
    ENGLISH = "en", _("English")


class EngineName(StrEnum):
    EMBEDDED = "embedded"
    ELASTICSEARCH = "elasticsearch"
