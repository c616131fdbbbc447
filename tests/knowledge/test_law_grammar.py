"""What in a text names a place in the law, and what only looks like it."""

import pytest

from knowledge.law.acts import ActNames, mentions_in
from knowledge.law.grammar import article_key, citations_in, fold_in_place

ALIENS = ActNames("aliens", ("Zakon o tujcih",), "ZTuj-2")
CODE = ActNames("code", ("Kazenski zakonik",), "KZ-1")
LIBRARIES = ActNames("libraries", ("Zakon o knjižnicah", "knjižnični zakon"))
ACTS = (ALIENS, CODE, LIBRARIES)


def places(text: str) -> list[tuple[str, str, int | None, int | None]]:
    return [
        (text[one.start : one.end], one.article, one.paragraph, one.point)
        for one in citations_in(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("po 50. členu ZTuj-2", [("50. členu", "50", None, None)]),
        ("Sedmi odstavek 50. člena", [("Sedmi odstavek 50. člena", "50", 7, None)]),
        ("v (7) odstavku", [("(7) odstavku", "", 7, None)]),
        ("7. odst. 50. čl.", [("7. odst. 50. čl.", "50", 7, None)]),
        (
            "prvi in drugi odstavek 38.č člena",
            [("prvi", "38č", 1, None), ("drugi odstavek 38.č člena", "38č", 2, None)],
        ),
        (
            "50., 51. in 52. člen",
            [("50.", "50", None, None), ("51.", "51", None, None), ("52. člen", "52", None, None)],
        ),
        ("v 38. a členu", [("38. a členu", "38a", None, None)]),
        (
            "2. točka prvega odstavka tega člena",
            [("2. točka prvega odstavka tega člena", "", 1, 2)],
        ),
        (
            "od prvega do tretjega odstavka 5. člena",
            [("prvega", "5", 1, None), ("tretjega odstavka 5. člena", "5", 3, None)],
        ),
        # Whose paragraph is meant is not said.
        ("prvi odstavek 5. in 6. člena", [("5.", "5", None, None), ("6. člena", "6", None, None)]),
    ],
)
def test_places_are_read(
    text: str, expected: list[tuple[str, str, int | None, int | None]]
) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "pet odstavkov",
        "drugi odstavki",
        "zakon ima 12 členov",
        "1. 5. članarina",
        "točka 2.50. člen",
        "drugega odstavka prejšnjega člena",
        "družinski član",
        "",
    ],
)
def test_what_is_no_place_is_left(text: str) -> None:
    assert places(text) == []


def test_the_paragraph_before_is_known_for_what_it_is() -> None:
    (found,) = citations_in("v primeru iz prejšnjega odstavka")
    assert found.is_before


def test_folding_keeps_every_letter_in_its_place() -> None:
    text = "Člen … ß ½ čšž ŽRTEV"
    assert len(fold_in_place(text)) == len(text)
    assert fold_in_place("Člen ŽRTEV") == "clen zrtev"


@pytest.mark.parametrize("number", ["38.a", "38. a", "38a.", "38.A"])
def test_one_article_is_one_key_however_it_is_written(number: str) -> None:
    assert article_key(number) == "38a"


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("po Zakonu o tujcih velja", ["aliens"]),
        ("iz zakona o tujcih", ["aliens"]),
        ("člen Kazenskega zakonika", ["code"]),
        ("po KZ-1 in ZTuj-2", ["code", "aliens"]),
        ("ZTuj–2", ["aliens"]),
        ("po knjižničnem zakonu", ["libraries"]),
        # These are other acts than those known.
        ("ZTuj-2A", [None]),
        ("ZTuj-20", [None]),
        ("KZ", [None]),
        ("Zakona o spremembah Zakona o tujcih", [None, "aliens"]),
        ("Zakona o tujcih in begunskih zadevah", [None]),
        ("Zakona o tujcih, azilu in begunskih zadevah", [None]),
        ("Zakona o tujcih in drugih ukrepih", [None]),
        ("Zakona o tujcih in petih ukrepih", [None]),
        # The title ends before "in": the sentence goes on.
        ("Zakona o tujcih in tudi 12. člen", ["aliens"]),
        ("Zakona o tujcih in sedmi odstavek tega člena", ["aliens"]),
        ("Zakona o tujcih in četrti odstavek 51. člena", ["aliens"]),
        ("Zakona o tujcih in drugo točko 51. člena", ["aliens"]),
        ("Zakona o tujcih in prejšnjim členom", ["aliens"]),
        ("Zakona o tujcih in drugih predpisih", ["aliens"]),
        ("Zakona o tujcih in drugih veljavnih predpisov", ["aliens"]),
        ("Zakona o tujcih in podzakonskih aktov", ["aliens"]),
        ("Zakona o tujcih in določa pogoje", ["aliens"]),
        ("Zakona o tujcih in zakona o azilu", ["aliens", None]),
        ("zakon, ki ureja mednarodno zaščito", [None]),
        ("Konvencije Sveta Evrope", [None]),
        # And these are none at all.
        ("po zakonu ima pravico", []),
        ("ZRSZ in ZPIZ", []),
        ("se ustavi in počaka", []),
    ],
)
def test_acts_are_recognised_and_unknown_ones_not_taken_for_known(
    text: str, acts: list[str | None]
) -> None:
    assert [mention.act for mention in mentions_in(text, ACTS)] == acts


def test_a_name_that_two_acts_share_names_neither() -> None:
    other = ActNames("other", ("Zakon o tujcih",))
    assert [one.act for one in mentions_in("Zakon o tujcih", (ALIENS, other))] == [None]
