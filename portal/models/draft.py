import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.sealing.fields import SealedField
from portal.sealing.master_keys import KeyRing


class Draft(models.Model):
    """What a person is typing into one form, saved as she types; sealed, hers alone, for a day.

    The id is made with the form, so that the form overwrites its own draft and no other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(_("page"), max_length=200)
    # Which master keys it is sealed under: what is typed into an identity lies under its own.
    key_ring = models.CharField(
        max_length=20,
        default=KeyRing.MASTER.value,
        choices=[(ring.value, ring.value) for ring in KeyRing],
    )
    sealed_fields = SealedField()
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [models.Index(fields=["user", "path", "saved_at"], name="portal_draft_page")]

    def __str__(self) -> str:
        return str(self.id)
