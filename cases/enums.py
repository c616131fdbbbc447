from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseStatus(models.TextChoices):
    INQUIRY = "inquiry", _("inquiry")


class MemberPart(models.TextChoices):
    OWNER = "owner", _("owner")


class KeyRecipient(models.TextChoices):
    """Whose key a case key is wrapped for; keys per person can be added as rows."""

    MASTER = "master", _("master key")
