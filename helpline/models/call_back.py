import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpline.enums import CallBackState
from helpline.languages import language_name
from helpline.querysets import CallBackQuerySet
from portal.sealing.envelope import Place
from portal.sealing.fields import SealedField


class CallBack(models.Model):
    """Somebody asks to be called. What she wrote was sealed by the public door, which cannot
    read it back; it is gone a day after the call-back is closed, or a week after it came.
    """

    # The id of the public form that she filled: sent twice, it is one request.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    language = models.CharField(_("language"), max_length=16)
    # In clear, so that nobody calls later even when the letterbox does not open.
    not_after = models.DateTimeField(_("do not call after"), null=True)
    sealed_request = SealedField()
    state = models.CharField(
        _("state"), max_length=16, choices=CallBackState, default=CallBackState.WAITING
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("taken by"),
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    attempted_at = models.DateTimeField(_("last attempt"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    # Counts the steps, so that two who look at it do not both call.
    step_count = models.PositiveSmallIntegerField(default=0)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("call-back")
        verbose_name_plural = _("call-backs")
        ordering = ["received_at", "id"]
        indexes = [models.Index(fields=["state", "received_at"], name="helpline_call_back_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=CallBackState.WAITING) | models.Q(taken_by__isnull=False),
                name="helpline_call_back_is_somebodys",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def language_name(self) -> str:
        return language_name(self.language)

    @property
    def is_closed(self) -> bool:
        return self.state == CallBackState.CLOSED

    @property
    def request_place(self) -> Place:
        return Place(self._meta.db_table, "sealed_request", str(self.pk))

    def is_too_late(self, now: datetime | None = None) -> bool:
        """Whether the time is over after which nobody may call."""
        return self.not_after is not None and self.not_after <= (now or timezone.now())
