import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.enums import LinkKind


class Link(models.Model):  # type: ignore[django-manager-missing]
    """A link that lets one person set a passphrase or enrol a second factor, once.

    The address carries the id, signed; the row says whether it is still good.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="links"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind.choices)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    # Empty while no mail has left: the page then says so.
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("good until"))
    # Whoever opens the link again after setting a passphrase has to know it.
    passphrase_set_at = models.DateTimeField(_("passphrase set at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    needs_confirmation = models.BooleanField(_("a team lead has to confirm the person"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True)
                | (
                    models.Q(finished_at__isnull=False)
                    & ~models.Q(confirmed_by=models.F("started_by"))
                    & ~models.Q(confirmed_by=models.F("user"))
                ),
                name="portal_link_confirmed_by_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_good(self) -> bool:
        is_open = self.finished_at is None and self.withdrawn_at is None
        return is_open and timezone.now() < self.expires_at

    @property
    def awaits_confirmation(self) -> bool:
        is_finished = self.finished_at is not None and self.withdrawn_at is None
        return self.needs_confirmation and is_finished and self.confirmed_at is None
