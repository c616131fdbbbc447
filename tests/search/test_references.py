import pytest

from knowledge.search.references import Reference, references_in


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("3.3.1", Reference("3.3.1")),
        ("poglavje 3.3.", Reference("3.3")),
        ("50/7", Reference("50", "7")),
        ("50. člen", Reference("50")),
        ("po 50. členu zakona", Reference("50")),
        ("sedmi odstavek 50. člena", Reference("50", "7")),
        ("sedmega odstavka 50. člena", Reference("50", "7")),
        ("7. odst. 50. čl.", Reference("50", "7")),
        ("v 3. odstavku 50. clena", Reference("50", "3")),
        ("article 50 paragraph 4", Reference("50", "4")),
        ("fourth paragraph of article 50", Reference("50", "4")),
        ("90 dni", None),
        ("1. 5. 2019", None),
        ("ob 10.30", Reference("10.30")),
    ],
)
def test_places_are_recognised(question: str, expected: Reference | None) -> None:
    assert references_in(question) == ((expected,) if expected else ())


def test_an_article_stands_for_all_its_paragraphs() -> None:
    whole, part = Reference("50"), Reference("50", "7")
    assert [whole.matches(number) for number in ("50/1", "50/7", "5", "500/1")] == [
        True,
        True,
        False,
        False,
    ]
    assert [part.matches(number) for number in ("50/7", "50/1", "50")] == [True, False, False]
