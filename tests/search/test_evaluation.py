from collections import Counter

import pytest

from knowledge.search.evaluation.baselines import Baseline, baseline_search
from knowledge.search.evaluation.metrics import figures_of, ndcg, success
from knowledge.search.evaluation.questions import (
    EvaluationQuestion,
    QuestionKind,
    Split,
    evaluation_questions,
)
from tests.search.documents import DOCUMENTS

HARD_KINDS = (QuestionKind.NATURAL, QuestionKind.SYNONYM, QuestionKind.ENGLISH)


def test_the_perfect_order_scores_one_and_a_worse_one_less() -> None:
    answers = {"a": 3, "b": 2, "c": 1}
    assert ndcg(["a", "b", "c"], answers) == 1
    assert 0 < ndcg(["b", "a", "c"], answers) < 1
    assert ndcg(["x", "y"], answers) == 0


def test_gains_and_discounts_are_those_of_the_literature() -> None:
    assert ndcg(["x", "a"], {"a": 3}) == pytest.approx(0.6309, abs=1e-4)


def test_answers_behind_the_cutoff_do_not_count() -> None:
    assert ndcg([*"0123456789", "a"], {"a": 3}) == 0


def test_success_asks_for_a_full_answer_among_the_first() -> None:
    answers = {"a": 3, "b": 2}
    assert [success(["b", "a"], answers, within) for within in (1, 2)] == [0, 1]


def test_figures_need_questions() -> None:
    with pytest.raises(ValueError, match="no question"):
        figures_of([], lambda _: [])


def test_the_set_is_large_enough_in_every_kind_and_half() -> None:
    questions = evaluation_questions()
    counts = Counter((one.split, one.kind) for one in questions)
    assert len(questions) >= 120
    assert all(
        counts[split, kind] >= 10
        for split in Split
        for kind in (HARD_KINDS if split in (Split.TUNE3, Split.HELD_OUT3) else QuestionKind)
    )


def test_no_question_is_asked_twice_and_each_has_a_full_answer() -> None:
    questions = evaluation_questions()
    assert len({one.question for one in questions}) == len(questions)
    assert all(set(one.answers.values()) <= {1, 2, 3} for one in questions)
    assert [one.question for one in questions if 3 not in one.answers.values()] == []


@pytest.mark.parametrize(
    ("baseline", "question", "expected"),
    [
        (Baseline.ALL_WORDS, "tečaj slovenščine", ["1"]),
        (Baseline.ALL_WORDS, "tečaj zaposlitve", []),
        (Baseline.ANY_WORD, "tecaj zaposlitve", ["1", "2"]),
        (Baseline.PREFIXES, "zaposlitvami", ["2"]),
        (Baseline.PREFIXES, "***", []),
    ],
)
def test_baselines_match_as_they_say(
    baseline: Baseline, question: str, expected: list[str]
) -> None:
    found = baseline_search(baseline, DOCUMENTS)(question)
    assert set(found) - {"2.1"} == set(expected)


def test_figures_are_means_over_questions() -> None:
    questions = [
        EvaluationQuestion("one", QuestionKind.TYPO, Split.TUNE, {"a": 3}),
        EvaluationQuestion("two", QuestionKind.TYPO, Split.TUNE, {"b": 3}),
    ]
    figures = figures_of(questions, lambda _: ["a"])
    assert (figures.questions, figures.ndcg, figures.success_at_1) == (2, 0.5, 0.5)
