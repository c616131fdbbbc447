"""How good an order of answers is."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from knowledge.search.evaluation.questions import EvaluationQuestion

CUTOFF = 10
SUCCESS_GRADE = 3
Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over questions, each from 0 to 1."""

    questions: int
    ndcg: float
    success_at_1: float
    success_at_3: float


def ndcg(found: Sequence[str], answers: Mapping[str, int], cutoff: int = CUTOFF) -> float:
    """Normalised discounted cumulative gain with gain 2^grade - 1 (Järvelin, Kekäläinen 2002)."""
    ideal = _discounted(sorted(answers.values(), reverse=True)[:cutoff])
    if not ideal:
        return 0.0
    return _discounted([answers.get(number, 0) for number in found[:cutoff]]) / ideal


def success(found: Sequence[str], answers: Mapping[str, int], within: int) -> float:
    """1 when an answer of the best grade is among the first `within`, else 0."""
    return float(any(answers.get(number, 0) >= SUCCESS_GRADE for number in found[:within]))


def figures_of(questions: Iterable[EvaluationQuestion], search: Search) -> Figures:
    """The figures of a search over some questions. Raises ValueError when there are none."""
    asked = list(questions)
    if not asked:
        raise ValueError("no question to measure by")
    found = [(list(search(one.question)), one.answers) for one in asked]
    count = len(asked)
    return Figures(
        count,
        sum(ndcg(numbers, answers) for numbers, answers in found) / count,
        sum(success(numbers, answers, 1) for numbers, answers in found) / count,
        sum(success(numbers, answers, 3) for numbers, answers in found) / count,
    )


def _discounted(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))
