from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Statement(models.Model):
    """A version of the confidentiality statement; never changed once published."""

    version = models.PositiveIntegerField(primary_key=True)
    text_sl = models.TextField(_("text in Slovene"))
    text_en = models.TextField(_("text in English"))
    published_at = models.DateTimeField(_("published at"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("confidentiality statement")
        verbose_name_plural = _("confidentiality statements")
        ordering = ["-version"]
        get_latest_by = "version"

    def __str__(self) -> str:
        return str(self.version)

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_sl


class StatementAcceptance(models.Model):
    """Who accepted which version, and when."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="acceptances"
    )
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(_("accepted at"), default=timezone.now)

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        indexes = [
            models.Index(fields=["user", "statement", "accepted_at"], name="portal_acceptance_user")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.statement_id}"
