import pytest

from knowledge.search.analysis import english_stem, fold, fold_word, stem, terms, words
from knowledge.search.lexicon import lemma_of


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ČŠŽ čšž", "csz csz"),
        ("Đurđa", "durda"),
        ("ćevapčič", "cevapcic"),
        ("Straße", "strasse"),
        ("c\u030colnic\u030c", "colnic"),
        ("plain", "plain"),
    ],
)
def test_marks_are_taken_off(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_words_keep_their_place_in_the_text() -> None:
    text = "(Re)integracija, 50. člen: »tečaj«"
    found = list(words(text))
    assert [word.form for word in found] == ["reintegracija", "50", "clen", "tecaj"]
    assert [text[word.start : word.end] for word in found] == [
        "(Re)integracija",
        "50",
        "člen",
        "tečaj",
    ]


def test_other_scripts_and_endless_words_are_left_out() -> None:
    assert list(words("تصريح 🙂 " + "x" * 500)) == []
    assert fold_word("🙂") == ""


def test_each_word_has_its_term() -> None:
    text = "Žrtvi (re)integracije – tečaju, 3 x!"
    found = terms(text, lemma_of)
    assert [term.form for term in found] == [word.form for word in words(text)]
    assert found[0].lemma == "zrtev"
    assert found[2].lemma == "tecaj"


@pytest.mark.parametrize(
    "family",
    [
        ["zaposlitev", "zaposlitvi", "zaposlovanje", "zaposliti", "zaposlen", "zaposlujejo"],
        ["dovoljenje", "dovoliti", "dovoljen", "dovolitev"],
        ["izgorevanje", "izgorelost", "izgoreti"],
        ["prebivanje", "prebivati", "prebivalisce", "prebivanj"],
        ["priznavanje", "priznanje", "priznati"],
        ["sola", "solanje", "solski", "solnina"],
        ["slovenscina", "slovenski", "slovenskega"],
    ],
)
def test_a_family_of_words_shares_its_stem(family: list[str]) -> None:
    assert len({stem(form) for form in family}) == 1


def test_different_families_do_not_share_a_stem() -> None:
    forms = ["dovoljenje", "zaposlitev", "prebivanje", "pogodba", "policija", "sodisce", "tecaj"]
    assert len({stem(form) for form in forms}) == len(forms)


def test_short_words_and_numbers_stay_whole() -> None:
    assert [stem("sin"), stem("2019"), stem("ana")] == ["sin", "2019", "ana"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("permits", "permit"), ("studies", "study"), ("working", "worked"), ("classes", "class")],
)
def test_english_forms_share_their_stem(one: str, other: str) -> None:
    assert english_stem(one) == english_stem(other)
