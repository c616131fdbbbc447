import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.codes import RANDOM_CHARACTERS
from cases.enums import CaseStatus, KeyPurpose, KeyRecipient, MemberPart
from cases.querysets import CaseQuerySet
from portal.sealing.fields import SealedField


class Case(models.Model):
    """One person's way through the programme. Known by its random code, never by a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(
        _("code"), max_length=RANDOM_CHARACTERS + 1, unique=True, editable=False
    )
    status = models.CharField(
        _("status"), max_length=20, choices=CaseStatus.choices, default=CaseStatus.INQUIRY
    )
    # A day, not a time: the hour of a first contact can tell who it was.
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-opened_on", "code"]

    def __str__(self) -> str:
        return self.code


class CaseMember(models.Model):
    """Who works on a case, from when and until when."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_memberships"
    )
    part = models.CharField(
        _("part"), max_length=20, choices=MemberPart.choices, default=MemberPart.OWNER
    )
    joined_at = models.DateTimeField(_("from"), default=timezone.now)
    left_at = models.DateTimeField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"],
                condition=models.Q(left_at__isnull=True),
                name="cases_one_current_membership",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.part}"


class CaseKey(models.Model):
    """A data key of a case, wrapped for one recipient. Erasing a case destroys these rows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="keys")
    purpose = models.CharField(
        max_length=20, choices=KeyPurpose.choices, default=KeyPurpose.CONTENT
    )
    recipient_kind = models.CharField(
        max_length=20, choices=KeyRecipient.choices, default=KeyRecipient.MASTER
    )
    recipient_id = models.CharField(max_length=64, blank=True)
    wrapped_key = SealedField()
    key_version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("case key")
        verbose_name_plural = _("case keys")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "purpose", "recipient_kind", "recipient_id"],
                name="cases_one_key_per_recipient",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient_kind} {self.key_version}"
