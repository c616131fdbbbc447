import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from portal.sealing.fields import SealedField


class Document(models.Model):
    """A file of a case. Name and content lie sealed in the database, so that a file never
    outlives its row and no address leads to it but the view that asks the policy.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_documents"
    )
    # A day, not a time: the hour of a visit can tell who it was.
    added_on = models.DateField(_("added on"), default=timezone.localdate)
    media_type = models.CharField(_("kind of file"), max_length=100)
    size = models.PositiveIntegerField(_("size in bytes"))
    # Of the envelope, not of the content: equal files of two cases do not show as equal.
    sha256 = models.CharField(max_length=64)
    sealed_name = SealedField()
    sealed_content = SealedField()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-added_on", "id"]

    def __str__(self) -> str:
        return str(self.id)
