from django.db import models
from django_otp.models import Device, TimestampMixin

SELECTOR_CHARACTERS = 2


class RecoverySheet(TimestampMixin, Device):
    """A person's sheet of recovery codes; a new sheet replaces the old one."""

    class Meta(Device.Meta):
        verbose_name = "recovery sheet"
        constraints = [models.UniqueConstraint(fields=["user"], name="portal_one_recovery_sheet")]


class RecoveryCode(models.Model):
    """One code of a sheet: 80 secret bits, of which only a salted Argon2id hash is kept.

    The selector, printed before the secret part, says which hash to try (OWASP ASVS 5.0 6.5.2).
    """

    sheet = models.ForeignKey(RecoverySheet, on_delete=models.CASCADE, related_name="codes")
    selector = models.CharField(max_length=SELECTOR_CHARACTERS)
    secret_hash = models.CharField(max_length=200)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "recovery code"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "selector"], name="portal_one_code_a_selector")
        ]

    def __str__(self) -> str:
        return self.selector
