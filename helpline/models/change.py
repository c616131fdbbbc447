"""What was proposed about number and hours, by whom, and who decided."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpline.enums import LineAction, LineChangeState, LineRecord


class LineChange(models.Model):
    """One change of one record. Visitors see the record as it is until a second person agrees.

    `before` and `after`: the values of its fields as text; nothing before an addition, nothing
    after a removal.
    """

    record = models.CharField(_("record"), max_length=16, choices=LineRecord)
    record_id = models.PositiveBigIntegerField(null=True)
    action = models.CharField(_("action"), max_length=8, choices=LineAction)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=16, choices=LineChangeState, default=LineChangeState.WAITING
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="line_changes_proposed"
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="line_changes_decided",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("change of number or hours")
        verbose_name_plural = _("changes of number and hours")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "record_id"],
                condition=Q(state=LineChangeState.WAITING),
                name="helpline_one_change_waits",
            ),
            # Whatever the program says, nobody approves her own.
            models.CheckConstraint(
                condition=~Q(state=LineChangeState.APPROVED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="helpline_change_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_record_display()}: {self.get_action_display()}"
