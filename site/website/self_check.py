"""The self-check's turn: what was sent in, what is shown back. Nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wagtail.blocks import StreamValue

YES, NO = "yes", "no"


class Stage(StrEnum):
    CHOICE = "choice"
    QUESTIONS = "questions"
    RESULT = "result"


@dataclass(frozen=True)
class Question:
    name: str
    text: str
    answer: str = ""


@dataclass(frozen=True)
class SelfCheck:
    """What the page shows: the choice, the questions of a situation, or what one may do."""

    stage: Stage
    situation: Any = None
    questions: tuple[Question, ...] = ()
    has_yes: bool = False
    is_unanswered: bool = False


def self_check_answer(situations: StreamValue, sent: Mapping[str, str]) -> SelfCheck:
    """What follows what was sent; an unknown situation leads back to the choice."""
    block = next((block for block in situations if block.id == sent.get("situation")), None)
    if block is None:
        return SelfCheck(Stage.CHOICE)
    questions = tuple(
        Question(name, str(text), _answer(sent.get(name))) for name, text in _named_questions(block)
    )
    answers = {question.answer for question in questions} - {""}
    if not answers:
        return SelfCheck(Stage.QUESTIONS, block, questions, is_unanswered="answers" in sent)
    return SelfCheck(Stage.RESULT, block, questions, has_yes=YES in answers)


def example_answers(situations: StreamValue, stage: str) -> dict[str, str]:
    """What a visitor would have sent to see the stage; for the editor's preview."""
    if not situations or stage not in {Stage.QUESTIONS, Stage.RESULT}:
        return {}
    sent = {"situation": str(situations[0].id)}
    return sent | ({"q1": YES} if stage == Stage.RESULT else {})


def _named_questions(block: Any) -> list[tuple[str, Any]]:
    return [(f"q{number}", text) for number, text in enumerate(block.value["questions"], start=1)]


def _answer(sent: str | None) -> str:
    return sent if sent in {YES, NO} else ""
