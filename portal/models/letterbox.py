from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.sealing.envelope import Place
from portal.sealing.fields import SealedField
from portal.sealing.letterbox import Slot


class LetterboxKey(models.Model):
    """A key pair of the letterbox: the public key for all to put in, the private one wrapped.

    The newest is in use; older ones open what was put in before.
    """

    # The fingerprint of the public key, which is also the place of the private one: a public key
    # that somebody exchanged does not fit.
    key_id = models.CharField(_("fingerprint"), max_length=32, primary_key=True, editable=False)
    public_key = models.BinaryField(_("public key"))
    sealed_private_key = SealedField()
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("key of the letterbox")
        verbose_name_plural = _("keys of the letterbox")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.key_id

    @property
    def slot(self) -> Slot:
        return Slot(bytes(self.public_key))

    @property
    def private_key_place(self) -> Place:
        return Place(self._meta.db_table, "sealed_private_key", self.slot.key_id.hex())
