from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from knowledge.search.unanswered.enums import QuestionState

# Once may be anybody's slip, a caller's name among the words; twice is a need.
DAYS_UNTIL_SHOWN = 2
DAYS_KEPT = 90


class UnansweredQuestionQuerySet(models.QuerySet):
    def shown(self) -> Self:
        """What editors get to see: asked on two different days, or told to them by who asked."""
        return self.filter(Q(days__gte=DAYS_UNTIL_SHOWN) | Q(is_told=True))

    def waiting(self) -> Self:
        return self.shown().filter(state=QuestionState.OPEN)

    def outdated(self, today: date) -> Self:
        return self.filter(last_on__lt=today - timedelta(days=DAYS_KEPT))
