import pytest

from knowledge.search.spelling import distance, forgiven_mistakes, letter_mask


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("tecaj", "tecaj", 0),
        ("tecaj", "tecja", 1),
        ("tecaj", "tecajj", 1),
        ("tecaj", "teca", 1),
        ("tecaj", "tekaj", 1),
        ("dovoljneje", "dovoljenje", 1),
        ("slovenscien", "slovenscine", 1),
        ("zapsloitev", "zaposlitev", 2),
        ("tecaj", "policija", 3),
    ],
)
def test_distance_counts_mistakes(one: str, other: str, expected: int) -> None:
    assert distance(one, other, 2) == expected
    assert distance(other, one, 2) == expected


def test_the_longer_the_word_the_more_is_forgiven() -> None:
    assert [forgiven_mistakes(form) for form in ("sin", "tecaj", "zaposlitev", "2019")] == [
        0,
        1,
        2,
        0,
    ]


def test_the_letters_of_two_words_bound_their_distance_from_below() -> None:
    assert letter_mask("tecaj") == letter_mask("jacet")
    differing = (letter_mask("tecaj") ^ letter_mask("tekaj")).bit_count()
    assert differing <= 2 * distance("tecaj", "tekaj", 2)
