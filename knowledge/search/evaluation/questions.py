"""The evaluation set: questions with the numbers that answer them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

QUESTIONS_FILE = Path(__file__).parent / "questions.jsonl"


class QuestionKind(StrEnum):
    INFLECTED = "inflected"
    NATURAL = "natural"
    SYNONYM = "synonym"
    NO_ACCENTS = "no_accents"
    TYPO = "typo"
    ENGLISH = "english"


class Split(StrEnum):
    """Parameters and vocabulary are chosen by the TUNE sets only; HELD_OUT is for measuring.

    The sets with a 2 come from an author who had seen neither the vocabulary nor the other sets;
    those with a 3 from the same author later, and hold only the kinds that are hard.
    """

    TUNE = "tune"
    HELD_OUT = "held_out"
    TUNE2 = "tune2"
    HELD_OUT2 = "held_out2"
    TUNE3 = "tune3"
    HELD_OUT3 = "held_out3"


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """`answers` maps a number to a grade: 3 answers it, 2 helps, 1 touches on it."""

    question: str
    kind: QuestionKind
    split: Split
    answers: Mapping[str, int]


@lru_cache(maxsize=1)
def evaluation_questions() -> tuple[EvaluationQuestion, ...]:
    """All questions of the set."""
    lines = QUESTIONS_FILE.read_text(encoding="utf-8").splitlines()
    return tuple(_question_of(json.loads(line)) for line in lines if line.strip())


def _question_of(written: dict[str, object]) -> EvaluationQuestion:
    answers = written["answers"]
    if not isinstance(answers, dict):
        raise TypeError("answers must be an object of numbers and grades")
    return EvaluationQuestion(
        str(written["question"]),
        QuestionKind(str(written["kind"])),
        Split(str(written["split"])),
        answers,
    )
