from django.db import models
from django.utils.translation import gettext_lazy as _


class UploadState(models.TextChoices):
    """How far an uploaded document has come."""

    READ = "read", _("read, waiting for a decision")
    IMPORTING = "importing", _("being imported")
    DONE = "done", _("imported")
