"""The editors' list of questions that found nothing."""

from dataclasses import dataclass

from knowledge.policies import user_can_edit_knowledge
from knowledge.search.unanswered.enums import QuestionState
from knowledge.search.unanswered.models import UnansweredQuestion
from portal.models import User

MOST_SHOWN = 200


@dataclass(frozen=True)
class StateLink:
    value: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class QuestionsScreen:
    questions: list[UnansweredQuestion]
    states: list[StateLink]
    state: QuestionState


def questions_screen(user: User, state: str) -> QuestionsScreen:
    """Questions in one state, those asked on most days first; who may not edit sees none."""
    current = QuestionState(state) if state in QuestionState.values else QuestionState.OPEN
    shown = UnansweredQuestion.objects.shown()
    if not user_can_edit_knowledge(user):
        shown = shown.none()
    states = list(shown.order_by().values_list("state", flat=True))
    return QuestionsScreen(
        questions=list(shown.filter(state=current)[:MOST_SHOWN]),
        states=[
            StateLink(one.value, str(one.label), states.count(one), one is current)
            for one in QuestionState
        ],
        state=current,
    )


def questions_waiting(user: User) -> int:
    """How many questions wait for the editors."""
    if not user_can_edit_knowledge(user):
        return 0
    return UnansweredQuestion.objects.waiting().count()
