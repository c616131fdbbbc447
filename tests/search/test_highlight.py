from knowledge.search.analysis import words
from knowledge.search.highlight import SNIPPET_WORDS, SnippetPart, snippet_of


def snippet(text: str, matches: set[str], around: int = 0) -> tuple[SnippetPart, ...]:
    placed = list(words(text))
    return snippet_of(text, placed, lambda place: placed[place].form in matches, around)


def test_matches_are_marked_in_the_original_spelling() -> None:
    assert snippet("Vsak Tečaj, <b>tečaj</b>!", {"tecaj"}) == (
        SnippetPart("Vsak ", False),
        SnippetPart("Tečaj", True),
        SnippetPart(", <b>", False),
        SnippetPart("tečaj", True),
        SnippetPart("</b>!", False),
    )


def test_a_long_text_is_cut_around_the_best_place() -> None:
    text = " ".join(f"beseda{number}" for number in range(500))
    parts = snippet(text, {"beseda300"}, around=300)
    shown = "".join(part.text for part in parts)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown.split()) == SNIPPET_WORDS + 2
    assert SnippetPart("beseda300", True) in parts


def test_a_match_at_the_end_is_shown_with_what_comes_before() -> None:
    text = " ".join(f"beseda{number}" for number in range(100))
    shown = "".join(part.text for part in snippet(text, {"beseda99"}, around=99))
    assert shown.endswith("beseda99")
    assert len(shown.split()) == SNIPPET_WORDS + 1


def test_white_space_is_pulled_together() -> None:
    parts = snippet("prva\n\n  druga   tretja", {"druga"})
    assert "".join(part.text for part in parts) == "prva druga tretja"


def test_an_empty_text_has_no_snippet() -> None:
    assert snippet("", set()) == ()
    assert snippet("  ", set()) == ()
    assert snippet("…!", set()) == (SnippetPart("…!", False),)
