from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from helpline.enums import LetterKind, LetterState
from helpline.retention import letters_kept

if TYPE_CHECKING:
    from helpline.models import Letter  # noqa: F401


class LetterQuerySet(models.QuerySet["Letter"]):
    def open(self) -> Self:
        return self.exclude(state=LetterState.CLOSED)

    def of_kind(self, kind: LetterKind | None) -> Self:
        return self.filter(kind=kind) if kind else self

    def with_receipt_code(self, digits: str) -> Self:
        """Those whose id begins with the 8 hexadecimal digits of a receipt code."""
        return self.filter(id__gte=digits + "0" * 24, id__lte=digits + "f" * 24)

    def waiting(self, now: datetime) -> Self:
        """Nobody has taken it, and there is still time to answer."""
        in_time = Q(not_after=None) | Q(not_after__gt=now)
        return self.filter(in_time, state=LetterState.WAITING)

    def by_urgency(self) -> Self:
        """Where somebody may be in danger first, then by the nearest end, then the oldest."""
        return self.order_by("-is_urgent", F("not_after").asc(nulls_last=True), "received_at", "pk")

    def outlived(self, now: datetime) -> Self:
        """Whose time to be kept is over (LETTERS_KEPT_DAYS, by kind)."""
        outlived = Q()
        for kind in LetterKind:
            kept = letters_kept(kind)
            ended = now - kept.after_end
            is_over = Q(closed_at__lte=ended) | Q(not_after__lte=ended)
            is_over |= Q(received_at__lte=now - kept.at_most)
            outlived |= Q(kind=kind) & is_over
        return self.filter(outlived)
