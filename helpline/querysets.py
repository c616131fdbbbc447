from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from helpline.enums import CallBackState

if TYPE_CHECKING:
    from helpline.models import CallBack  # noqa: F401


class CallBackQuerySet(models.QuerySet["CallBack"]):
    def open(self) -> Self:
        return self.exclude(state=CallBackState.CLOSED)

    def waiting(self, now: datetime) -> Self:
        """Nobody has taken it, and there is still time to call."""
        in_time = Q(not_after=None) | Q(not_after__gt=now)
        return self.filter(in_time, state=CallBackState.WAITING)

    def by_urgency(self) -> Self:
        """Those with the nearest end first, then the oldest."""
        return self.order_by(F("not_after").asc(nulls_last=True), "received_at", "pk")

    def outlived(self, now: datetime) -> Self:
        """Whose time to be kept is over (CALL_BACK_DAYS_AFTER_END, CALL_BACK_DAYS_AT_MOST)."""
        after_end = now - timedelta(days=settings.CALL_BACK_DAYS_AFTER_END)
        at_most = now - timedelta(days=settings.CALL_BACK_DAYS_AT_MOST)
        ended = Q(closed_at__lte=after_end) | Q(not_after__lte=after_end)
        return self.filter(ended | Q(received_at__lte=at_most))
