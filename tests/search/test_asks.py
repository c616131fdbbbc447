import pytest

from knowledge.search.asks import asked_in
from knowledge.search.thesaurus import Language


def meanings_asked(question: str, language: Language = Language.SLOVENE) -> set[str]:
    found = asked_in(question.split(), language)
    return {word for asked in found for meaning in asked.entry.meanings for word in meaning}


@pytest.mark.parametrize(
    ("question", "language", "meaning"),
    [
        ("kako dolgo velja dovoljenje", Language.SLOVENE, "mesecev"),
        ("kdo placa tolmaca", Language.SLOVENE, "brezplacno"),
        ("how long is the permit valid", Language.ENGLISH, "mesecev"),
        ("who pays for the interpreter", Language.ENGLISH, "brezplacno"),
    ],
)
def test_a_way_of_asking_asks_for_something(
    question: str, language: Language, meaning: str
) -> None:
    assert meaning in meanings_asked(question, language)


def test_words_without_a_subject_may_stand_in_between() -> None:
    assert "brezplacno" in meanings_asked("kdo ji bo to placal")
    assert "brezplacno" not in meanings_asked("kdo dela in placal")


def test_other_words_and_no_words_ask_for_nothing() -> None:
    assert meanings_asked("tecaj slovenscine") == set()
    assert meanings_asked("") == set()


def test_every_way_of_asking_asks_for_single_words() -> None:
    questions = ("koliko casa", "how long")
    for question, language in zip(questions, Language, strict=True):
        found = asked_in(question.split(), language)
        assert found
        assert all(len(meaning) == 1 for asked in found for meaning in asked.entry.meanings)
