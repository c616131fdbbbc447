from datetime import date, timedelta
from typing import Self

from django.db import models

from knowledge.search.unanswered.enums import QuestionState

# Once or twice may be a slip, a caller's name among the words; on three days it is a need.
DAYS_UNTIL_KEPT = 3
DAYS_KEPT = 90


class UnansweredQuestionQuerySet(models.QuerySet):
    def shown(self) -> Self:
        """What editors get to see: what has words. Before that there is nothing to be seen."""
        return self.exclude(text="")

    def waiting(self) -> Self:
        return self.shown().filter(state=QuestionState.OPEN)

    def outdated(self, today: date) -> Self:
        return self.filter(last_on__lt=today - timedelta(days=DAYS_KEPT))
