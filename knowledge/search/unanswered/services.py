"""Counting the questions that found nothing, and settling them."""

import logging
from datetime import date

from django.db import DatabaseError, transaction
from django.db.models import Case, CharField, F, PositiveSmallIntegerField, Value, When
from django.utils import timezone

from knowledge.policies import user_can_edit_knowledge
from knowledge.search.unanswered.enums import QuestionState
from knowledge.search.unanswered.masking import key_of
from knowledge.search.unanswered.models import UnansweredQuestion
from knowledge.search.unanswered.querysets import DAYS_UNTIL_KEPT
from portal.models import User

logger = logging.getLogger(__name__)


def unanswered_question_count(masked: str) -> None:
    """Count a question that found nothing, by what may be kept of it; empty is not counted.

    Its words themselves are kept from the third day on which it is asked.
    A count that cannot be written is reported in the log and keeps nobody from searching.
    """
    try:
        if masked:
            _count(masked, timezone.localdate())
    except DatabaseError as error:
        logger.warning("An unanswered question was not counted: %s", type(error).__name__)


def unanswered_question_tell(masked: str) -> bool:
    """Show the editors words that a reader sent them; False when none of them may be kept."""
    if not masked:
        return False
    today = timezone.localdate()
    with transaction.atomic():
        told, _created = UnansweredQuestion.objects.get_or_create(
            key=key_of(masked), defaults={"text": masked, "first_on": today, "last_on": today}
        )
        told.text = told.text or masked
        told.is_told, told.state = True, QuestionState.OPEN
        told.save(update_fields=["text", "is_told", "state"])
    return True


@transaction.atomic
def unanswered_question_settle(*, actor: User, question_id: int, state: QuestionState) -> bool:
    """Mark a question that is shown to editors; False when there is none (any more).

    Neither the question nor who settled it goes into a log: both would outlive the question.
    """
    if not user_can_edit_knowledge(actor):
        return False
    shown = UnansweredQuestion.objects.shown().filter(pk=question_id)
    return bool(shown.update(state=state))


def unanswered_questions_forget_old() -> int:
    """Erase what was not asked for ninety days, settled or not; returns how many."""
    outdated = UnansweredQuestion.objects.outdated(timezone.localdate())
    return outdated.delete()[0]


@transaction.atomic
def _count(masked: str, today: date) -> None:
    question, created = UnansweredQuestion.objects.get_or_create(
        key=key_of(masked), defaults={"first_on": today, "last_on": today}
    )
    if created:
        return
    is_kept_now = When(
        text="", last_on__lt=today, days__gte=DAYS_UNTIL_KEPT - 1, then=Value(masked)
    )
    UnansweredQuestion.objects.filter(pk=question.pk).update(
        text=Case(is_kept_now, default=F("text"), output_field=CharField()),
        times=F("times") + 1,
        days=Case(
            When(last_on__lt=today, then=F("days") + 1),
            default=F("days"),
            output_field=PositiveSmallIntegerField(),
        ),
        last_on=today,
        # It was answered, and still it finds nothing.
        state=Case(
            When(state=QuestionState.ANSWERED, then=Value(QuestionState.OPEN)), default=F("state")
        ),
    )
