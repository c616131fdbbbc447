from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.enums import Factor


class SignInFailure(models.Model):
    """A wrong passphrase or code, counted for a day. Neither address nor what was typed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    network = models.CharField(max_length=32)
    factor = models.CharField(max_length=10, choices=Factor.choices)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("failed sign-in")
        verbose_name_plural = _("failed sign-ins")
        indexes = [
            models.Index(fields=["user", "factor", "at"], name="portal_failure_user"),
            models.Index(fields=["network", "factor", "at"], name="portal_failure_network"),
        ]

    def __str__(self) -> str:
        return f"{self.factor} {self.at:%H:%M}"


class PersonSession(models.Model):
    """The one open session of a person, at whichever door."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="person_session"
    )
    door = models.CharField(_("door"), max_length=10)
    session_key = models.CharField(max_length=40)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)

    class Meta:
        verbose_name = _("open session")
        verbose_name_plural = _("open sessions")

    def __str__(self) -> str:
        return f"{self.user_id} {self.door}"
