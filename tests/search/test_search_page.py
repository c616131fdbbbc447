from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from knowledge.models import SectionPage
from knowledge.search.models import SearchSynonym
from knowledge.search.services import index_rebuild
from portal.enums import Role
from tests.search.pages import handbook_published

ADDRESS = "/knowledge/search/"


@pytest.fixture
def handbook(db: None) -> None:
    handbook_published()
    page = SectionPage.objects.get(number="2.2")
    page.title = "Iskanje <em>službe</em>"
    page.body = (
        '[{"type": "paragraph", "value": "Pišemo <script>alert(1)</script> življenjepise."}]'
    )
    page.save_revision().publish()
    index_rebuild()


def content_of(client: Client, question: str) -> str:
    response = client.get(ADDRESS, {"q": question})
    assert response.status_code == 200
    return response.content.decode()


def test_a_volunteer_finds_a_section(handbook: None, enter: Callable[..., Client]) -> None:
    content = content_of(enter(Role.VOLUNTEER), "tecaju jezika")
    assert 'href="/knowledge/handbook/prirocnik/2.1/"' in content
    assert "<mark>Tečaj</mark>" in content
    assert content.index("2.1") < content.index("</ol>")


def test_what_is_found_and_asked_is_escaped(handbook: None, enter: Callable[..., Client]) -> None:
    content = content_of(enter(Role.COUNSELLOR), "življenjepis <b>")
    assert "<mark>življenjepise</mark>" in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content
    assert "Iskanje &lt;em&gt;službe&lt;/em&gt;" in content
    assert "<script>" not in content
    assert "<em>" not in content
    assert "življenjepis &lt;b&gt;" in content
    assert "<b>" not in content


def test_an_empty_question_explains_the_search(
    handbook: None, enter: Callable[..., Client]
) -> None:
    client = enter(Role.EDITOR)
    assert "search-help" in content_of(client, "")
    assert "search-help" in content_of(client, "   ")
    assert "search-help" not in content_of(client, "jezik")


def test_nothing_found_leads_to_the_chapters(handbook: None, enter: Callable[..., Client]) -> None:
    content = content_of(enter(Role.VOLUNTEER), "kromodinamika")
    assert "search-results" not in content
    assert '<a href="/knowledge/">' in content


def test_without_an_index_the_page_says_so(db: None, enter: Callable[..., Client]) -> None:
    content = content_of(enter(Role.VOLUNTEER), "tečaj")
    assert "search-results" not in content
    assert '<a href="/knowledge/">' in content


def test_who_may_not_read_knowledge_gets_404(handbook: None, enter: Callable[..., Client]) -> None:
    assert enter(Role.VOLUNTEER).get(ADDRESS).status_code == 200
    assert enter(Role.ADMINISTRATOR).get(ADDRESS).status_code == 404


def test_hostile_questions_are_answered(handbook: None, enter: Callable[..., Client]) -> None:
    client = enter(Role.VOLUNTEER)
    for question in ('"', "AND OR NEAR *", "\x00", "🙂", "x" * 10_000):
        assert "<main" in content_of(client, question)


def test_an_editors_synonym_counts_on_the_next_search(
    handbook: None, enter: Callable[..., Client]
) -> None:
    client = enter(Role.VOLUNTEER)
    assert "/2.1/" not in content_of(client, "palačinka")
    SearchSynonym.objects.create(term="palačinka", means="tečaj", language="sl")
    assert "/2.1/" in content_of(client, "palačinke")


def test_the_first_synonyms_come_with_the_program(db: None) -> None:
    assert SearchSynonym.objects.filter(term="služba", language="sl").exists()


def test_the_number_of_queries_does_not_grow_with_what_is_found(
    handbook: None,
    enter: Callable[..., Client],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = enter(Role.VOLUNTEER)
    content_of(client, "jezik")
    with django_assert_num_queries(7):
        few = content_of(client, "harmonika življenjepis")
    with django_assert_num_queries(7):
        many = content_of(client, "jezik življenjepis izkaznica brisača oglas dokument 7. člen")
    assert many.count("search-hit") > few.count("search-hit")
