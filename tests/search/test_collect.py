import pytest

from knowledge.models import HandbookPage, LegalActPage, SectionPage
from knowledge.search.collect import documents_published
from knowledge.search.documents import DocumentKind
from tests.search.pages import handbook_published


@pytest.fixture
def handbook(db: None) -> None:
    handbook_published()


def test_sections_and_paragraphs_of_law_are_documents(handbook: None) -> None:
    documents = {document.number: document for document in documents_published()}
    assert list(documents) == ["1", "2", "2.1", "2.2", "7/1", "7/2", "7/3"]
    course = documents["2.1"]
    assert (course.kind, course.title, course.path) == (
        DocumentKind.SECTION,
        "Tečaj jezika",
        ("Delo",),
    )
    assert course.url == "/knowledge/handbook/prirocnik/2.1/"
    card = documents["7/2"]
    assert card.kind is DocumentKind.LAW
    assert card.url.endswith("/7/#odst-2")
    assert "pokaže osebni dokument" in card.text


def test_lists_tables_and_notes_are_part_of_the_text(handbook: None) -> None:
    documents = {document.number: document for document in documents_published()}
    assert "brisača in milo" in documents["1"].text
    assert "Soba je na koncu hodnika." in documents["1"].text
    assert "[^1]" not in documents["1"].text
    assert "uporabnica" in documents["2.2"].text


def test_a_quoted_law_belongs_to_its_own_paragraphs_only(handbook: None) -> None:
    documents = {document.number: document for document in documents_published()}
    assert "Izkaznica velja eno leto" in documents["7/3"].text
    assert "Izkaznica velja eno leto" not in documents["2.1"].text


def test_what_is_not_published_is_no_document(handbook: None) -> None:
    assert "2.1" in {document.number for document in documents_published()}
    SectionPage.objects.get(number="2").unpublish()
    assert [document.number for document in documents_published()] == ["1", "7/1", "7/2", "7/3"]
    HandbookPage.objects.get().unpublish()
    LegalActPage.objects.get().unpublish()
    assert documents_published() == []


def test_a_part_of_the_tree_can_be_collected(handbook: None) -> None:
    path = SectionPage.objects.get(number="2").path
    documents = documents_published(path)
    assert [document.number for document in documents] == ["2", "2.1", "2.2"]
    assert documents[1].path == ("Delo",)


def test_the_number_of_queries_does_not_grow_with_the_pages(
    handbook: None, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(8):  # type: ignore[operator]
        assert len(documents_published()) == 7
