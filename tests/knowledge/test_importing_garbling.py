import pytest

from knowledge.importing.garbling import repair_garbled
from knowledge.importing.report import Report
from tests.factories.knowledge import garble_carons, garble_shifted

SENTENCE = "V knjižnici lahko otroci brezplačno berejo časopise, če imajo izkaznico."


def repaired(*lines: str) -> tuple[list[str], Report]:
    report = Report()
    return repair_garbled(lines, report), report


def test_a_shifted_sentence_is_read_back() -> None:
    garbled = garble_shifted(SENTENCE)
    assert "ËÎÊÉĿÎÉÃÉ" in garbled
    lines, report = repaired(garbled)
    assert lines == [SENTENCE]
    assert [(repair.line, repair.before, repair.after) for repair in report.repairs] == [
        (1, garbled, SENTENCE)
    ]


def test_letters_with_a_caron_that_went_astray_are_read_back() -> None:
    garbled = garble_carons("Žena je v šoli prebrala časopis in čaka na odločitev.")
    assert "ļasopis" in garbled
    lines, report = repaired(garbled)
    assert lines == ["Žena je v šoli prebrala časopis in čaka na odločitev."]
    assert {repair.after for repair in report.repairs} >= {"časopis", "šoli"}
    assert all(repair.sure for repair in report.repairs)


@pytest.mark.parametrize(
    ("before", "garbled", "after"),
    [
        ("Sonce sije na do", "voljenje za začasno bivanje", " in potem zaide."),
        ("Prinesi ", "potrdilo o zaposlitvi, če ga ima", "š pri sebi."),
        ("Otroci so ", "v parku z ", "mamo."),
        ("(3) ", "Pravica do pouka in ", "malice."),
    ],
)
def test_a_run_may_begin_and_end_within_a_word(before: str, garbled: str, after: str) -> None:
    lines, _report = repaired(before + garble_shifted(garbled) + after)
    assert lines == [before + garbled + after]


@pytest.mark.parametrize(
    "sentence",
    [
        "Republika Slovenija in Ministrstvo za delo",
        "Pogodba o delu. V času dopusta ne dela.",
        "Žena (in otrok) potrebujeta mir.",
        "Na sodišču dobi tolmača. Odvetnik pride pozneje.",
    ],
)
def test_capitals_and_punctuation_within_a_run_are_read_back(sentence: str) -> None:
    lines, _report = repaired(garble_shifted(sentence))
    assert lines == [sentence]


def test_a_run_goes_on_in_the_next_line() -> None:
    lines, _report = repaired(garble_shifted("Otroci hodijo v"), garble_shifted("šolo z avtobusom"))
    assert lines == ["Otroci hodijo v", "šolo z avtobusom"]


def test_a_word_unknown_to_the_dictionary_is_repaired_within_a_run_but_not_sure() -> None:
    lines, report = repaired(garble_shifted("delo opravlja v naselju Kokarjevica ob cesti"))
    assert lines == ["delo opravlja v naselju Kokarjevica ob cesti"]
    assert [repair.sure for repair in report.repairs] == [False]
    assert [suspicion.text for suspicion in report.suspicious] == ["Kokarjevica"]


def test_a_word_that_the_document_also_holds_clean_is_sure() -> None:
    clean = "V naselju Kokarjevica je mirno."
    lines, report = repaired(clean, garble_shifted("delo opravlja v naselju Kokarjevica ob cesti"))
    assert lines[1] == "delo opravlja v naselju Kokarjevica ob cesti"
    assert [repair.sure for repair in report.repairs] == [True]


@pytest.mark.parametrize(
    "clean",
    [
        "Popović in Kovač sta govorila v Café Évora.",
        "Prišle so v 2ih skupinah, 6 žensk in 3 otroci.",
        "Éva, Ángel, Åse, Ömer in Özlem iz Östersunda",
        "SÃO PAULO, ÖSTERREICH, ÎLE, ÅÄÖ",
        "résumé, naïve, Œuvre, Łódź, Ōsaka, François",
        "ψ-test, α in β, π = 3,14",
        "Ģirts je iz Rige, Ļubova tudi.",
        "Po 50. členu (2. odstavek) je rok 90 dni: 15. 3. 2026.",
        "Cena je 3 $ + 2 %; #oznaka & drugo.",
    ],
)
def test_clean_text_is_never_touched(clean: str) -> None:
    lines, report = repaired(clean)
    assert lines == [clean]
    assert report.repairs == []


def test_a_clean_name_beside_a_garbled_run_stays() -> None:
    lines, _report = repaired(garble_shifted("delo opravlja skupaj") + " Éva in Zoë Popović")
    assert lines == ["delo opravlja skupaj Éva in Zoë Popović"]


@pytest.mark.parametrize(("shown", "number"), [("ψ", 4), ("ω", 5)])
def test_the_number_of_a_garbled_legal_paragraph_is_read_from_its_neighbours(
    shown: str, number: int
) -> None:
    lines, _report = repaired(
        f"({number - 1}) Prvi korak je vpis.",
        f"ɉ{shown}Ɋ " + garble_shifted("Drugi korak je izpit."),
        f"({number + 1}) Tretji korak je delo.",
    )
    assert lines[1] == f"({number}) Drugi korak je izpit."


def test_digits_of_the_fonts_other_build_are_read_from_the_sequence_too() -> None:
    lines, _report = repaired(
        "(7) Prvi korak je vpis.",
        "ɉψɊ " + garble_shifted("Drugi korak je izpit."),
        "(9) Tretji korak je delo.",
    )
    assert lines[1] == "(8) Drugi korak je izpit."


def test_a_lost_letter_is_reported() -> None:
    lines, report = repaired("Beseda je po\ufffdkodovana.")
    assert lines == ["Beseda je po\ufffdkodovana."]
    assert [suspicion.reason for suspicion in report.suspicious] == ["letter lost"]
