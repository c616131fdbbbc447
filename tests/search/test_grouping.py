from knowledge.search.documents import DocumentKind
from knowledge.search.engine import SearchHit
from knowledge.search.grouping import MOST_PASSAGES, hits_grouped, text_fragment
from knowledge.search.highlight import SnippetPart


def hit(paragraph: int, article: str = "50. člen", *, is_as_asked: bool = False) -> SearchHit:
    return SearchHit(
        key=f"1/{paragraph}",
        kind=DocumentKind.LAW,
        number=f"50/{paragraph}",
        title=f"{article}, {paragraph}. odstavek",
        url=f"/law/50/#odstavek-{paragraph}",
        path=("Zakon",),
        score=1.0,
        passages=((SnippetPart("Besedilo", True),), (SnippetPart("Drugo", True),)),
        is_as_asked=is_as_asked,
    )


def test_an_article_shows_a_few_paragraphs_and_names_the_others() -> None:
    [group] = hits_grouped([hit(number) for number in (9, 6, 3, 7, 8, 1)])
    assert (group.title, group.address, group.path) == ("50. člen", "/law/50/", ("Zakon",))
    labels = [passage.label for passage in group.passages]
    assert labels == ["9. odstavek", "6. odstavek", "3. odstavek", "7. odstavek"]
    assert len(labels) == MOST_PASSAGES
    assert [passage.address for passage in group.others] == [
        "/law/50/#odstavek-8",
        "/law/50/#odstavek-1",
    ]


def test_paragraphs_that_use_the_term_asked_for_come_first_in_the_order_of_the_law() -> None:
    terms = {9, 4, 10}
    hits = [hit(number, is_as_asked=number in terms) for number in (9, 6, 10, 3, 4)]
    [group] = hits_grouped(hits)
    shown = [passage.label.partition(".")[0] for passage in (*group.passages, *group.others)]
    assert shown == ["4", "9", "10", "6", "3"]


def test_a_title_with_commas_keeps_them() -> None:
    [group] = hits_grouped([hit(1, "50. člen (delo, prebivanje)")])
    assert group.title == "50. člen (delo, prebivanje)"
    assert group.passages[0].label == "1. odstavek"


def test_a_fragment_names_the_words_found_and_those_behind_them() -> None:
    parts = (
        SnippetPart("… za ", False),
        SnippetPart("začasno", True),
        SnippetPart(" ", False),
        SnippetPart("prebivanje", True),
        SnippetPart(", če-li je nujno. ", False),
        SnippetPart("Prošnja", True),
        SnippetPart(" …", False),
    )
    assert text_fragment(parts) == (
        "#:~:text=za%C4%8Dasno%20prebivanje%2C%20%C4%8De%2Dli&text=Pro%C5%A1nja"
    )


def test_without_words_found_there_is_no_fragment() -> None:
    assert text_fragment((SnippetPart("Besedilo", False),)) == ""
