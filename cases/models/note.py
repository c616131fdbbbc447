import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from portal.sealing.fields import SealedField


class Note(models.Model):
    """A note on a case; its text lies sealed with the key of the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_notes"
    )
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    sealed_text = SealedField()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-written_at"]
        indexes = [models.Index(fields=["case", "-written_at"], name="cases_note_by_case")]

    def __str__(self) -> str:
        return str(self.id)
