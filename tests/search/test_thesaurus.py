import pytest

from knowledge.search.thesaurus import (
    Language,
    Thesaurus,
    entries_in,
    entry_of,
    general_thesaurus,
)


def terms_found(thesaurus: Thesaurus, question: str, language: Language) -> set[str]:
    asked = [frozenset({word}) for word in question.split()]
    return {match.entry.term for match in thesaurus.matches(asked, language)}


def test_a_line_gives_each_term_all_meanings() -> None:
    entries = entries_in(["služba, šiht = zaposlitev; prosto delo # note"], Language.SLOVENE)
    assert [(entry.term, entry.meanings) for entry in entries] == [
        ("služba", (("zaposlitev",), ("prosto", "delo"))),
        ("šiht", (("zaposlitev",), ("prosto", "delo"))),
    ]


def test_a_line_both_ways_makes_each_mean_the_others() -> None:
    entries = entries_in(["oskrba ~ nega ~ skrb", "", "# only a note"], Language.SLOVENE)
    assert [(entry.term, entry.meanings) for entry in entries] == [
        ("oskrba", (("nega",), ("skrb",))),
        ("nega", (("oskrba",), ("skrb",))),
        ("skrb", (("oskrba",), ("nega",))),
    ]


def test_a_line_that_is_no_entry_is_refused() -> None:
    with pytest.raises(ValueError, match="not an entry"):
        entries_in(["just words"], Language.SLOVENE)


def test_a_term_is_found_in_its_forms_but_not_in_other_words() -> None:
    thesaurus = Thesaurus(
        (
            entry_of("nastanitev", "namestitev", Language.SLOVENE),
            entry_of("varna hiša", "varni prostor", Language.SLOVENE),
        )
    )
    assert terms_found(thesaurus, "nastanitve", Language.SLOVENE) == {"nastanitev"}
    assert terms_found(thesaurus, "nastati", Language.SLOVENE) == set()
    assert terms_found(thesaurus, "varne hise", Language.SLOVENE) == {"varna hiša"}
    assert terms_found(thesaurus, "hise varne", Language.SLOVENE) == set()
    assert terms_found(thesaurus, "nastanitve", Language.ENGLISH) == set()


def test_added_entries_leave_the_base_as_it_is() -> None:
    base = general_thesaurus()
    before = len(base.entries)
    extended = base.extended([entry_of("gizmo", "tečaj", Language.ENGLISH)])
    assert terms_found(extended, "gizmos", Language.ENGLISH) == {"gizmo"}
    assert terms_found(extended, "permits", Language.ENGLISH) == {"permit"}
    assert "gizmo" in extended.english_words
    assert "gizmo" not in base.english_words
    assert len(base.entries) == before


def test_the_vocabulary_that_comes_with_the_program_has_meanings_throughout() -> None:
    entries = general_thesaurus().entries
    assert len(entries) > 1000
    assert [entry.term for entry in entries if not entry.meanings or not entry.term.strip()] == []
