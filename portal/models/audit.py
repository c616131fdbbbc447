from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.enums import AuditAction


class AuditQuerySet(models.QuerySet["AuditEvent"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("audit events cannot be changed")

    def delete(self) -> NoReturn:
        raise TypeError("audit events cannot be deleted")


class AuditEvent(models.Model):
    """Who did what to which record, and when. Never holds content.

    Written by `portal.audit.services.audit_record` only; database triggers refuse UPDATE and
    DELETE, and each row carries the hash of the one before it.
    """

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(_("at"))
    actor_id = models.BigIntegerField(_("person"), null=True)
    action = models.CharField(_("action"), max_length=40, choices=AuditAction.choices)
    subject_kind = models.CharField(_("kind of record"), max_length=40, blank=True)
    subject_id = models.CharField(_("record"), max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["sequence"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="portal_audit_subject"),
            models.Index(fields=["actor_id", "at"], name="portal_audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("audit events cannot be deleted")


class AuditHead(models.Model):
    """The one row that says where the chain ends, so that a cut-off tail is seen."""

    ONLY_ID = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY_ID)
    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="portal_one_audit_head")
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:12]}"
