import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpline.enums import LetterKind, LetterState
from helpline.languages import language_name
from helpline.querysets import LetterQuerySet
from portal.sealing.envelope import Place
from portal.sealing.fields import SealedField

# Part of every seal, and therefore never renamed: what was put in under these names still opens.
SEALED_AS_TABLE, SEALED_AS_COLUMN = "helpline_callback", "sealed_request"


class Letter(models.Model):
    """Something written at the public door for the desk: a wish to be called, a referral, a
    suspicion. It was sealed by the public door, which cannot read it back; how long it is kept
    says `helpline.retention`.
    """

    # The id of the public form that was filled: sent twice, it is one letter.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(
        _("kind"), max_length=16, choices=LetterKind, default=LetterKind.CALL_BACK
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    language = models.CharField(_("language"), max_length=16)
    # In clear, so that nobody calls later even when the letterbox does not open.
    not_after = models.DateTimeField(_("do not call after"), null=True)
    # In clear, so that the desk sees what cannot wait before anything is opened.
    is_urgent = models.BooleanField(_("somebody may be in danger now"), default=False)
    sealed_content = SealedField()
    state = models.CharField(
        _("state"), max_length=16, choices=LetterState, default=LetterState.WAITING
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

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["received_at", "id"]
        indexes = [models.Index(fields=["state", "received_at"], name="helpline_letter_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=LetterState.WAITING) | models.Q(taken_by__isnull=False),
                name="helpline_letter_is_somebodys",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def language_name(self) -> str:
        return language_name(self.language)

    @property
    def is_closed(self) -> bool:
        return self.state == LetterState.CLOSED

    @property
    def is_call_back(self) -> bool:
        return self.kind == LetterKind.CALL_BACK

    @property
    def receipt_code(self) -> str:
        """What the sender keeps, to ask about the letter without saying a name."""
        digits = self.id.hex[:8].upper()
        return f"{digits[:4]}-{digits[4:]}"

    @property
    def content_place(self) -> Place:
        return Place(SEALED_AS_TABLE, SEALED_AS_COLUMN, str(self.pk))

    def is_too_late(self, now: datetime | None = None) -> bool:
        """Whether the time is over after which nobody may call."""
        return self.not_after is not None and self.not_after <= (now or timezone.now())
