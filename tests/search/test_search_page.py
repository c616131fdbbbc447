import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from knowledge.models import SectionPage
from knowledge.search.engines import embedded_engine
from knowledge.search.models import SearchSynonym
from knowledge.search.services import index_rebuild
from portal.enums import Role
from tests.search.documents import DOCUMENTS, RESTRICTED
from tests.search.pages import handbook_published

ADDRESS = "/knowledge/search/"
SUGGEST = "/knowledge/search/suggest/"


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


def test_the_paragraphs_of_an_article_stand_together(
    handbook: None, enter: Callable[..., Client]
) -> None:
    content = content_of(enter(Role.COUNSELLOR), "7. člen")
    hit, *_others = content.split('<article class="search-hit">')[1:]
    assert content.count('/7/">7. člen</a></h2>') == 1
    assert '/7/">7. člen</a></h2>' in hit
    assert '#odst-1">1. odstavek</a>' in hit
    assert '#odst-3">3. odstavek</a>' in hit


def test_a_section_is_opened_at_the_words_that_were_found(
    handbook: None, enter: Callable[..., Client]
) -> None:
    content = content_of(enter(Role.COUNSELLOR), "življenjepis")
    assert "/2.2/#:~:text=%C5%BEivljenjepise" in content


def test_a_correction_is_said_and_can_be_refused(
    handbook: None, enter: Callable[..., Client]
) -> None:
    client = enter(Role.COUNSELLOR)
    content = content_of(client, "Kje je tečja")
    assert "<strong>»Kje je tečaj«</strong>" in content
    exact = f"{ADDRESS}?q=Kje+je+te%C4%8Dja&amp;exact=1"
    assert f'href="{exact}"' in content
    refused = client.get(exact.replace("&amp;", "&")).content.decode()
    assert "search-hit" not in refused
    assert f'href="{ADDRESS}?q=Kje+je+te%C4%8Dja"' in refused
    assert "search-read" not in content_of(client, "tečaj")


def test_results_are_narrowed_to_a_kind_by_links_with_counts(
    handbook: None, enter: Callable[..., Client]
) -> None:
    client = enter(Role.COUNSELLOR)
    question = "jezik izkaznica"
    content = content_of(client, question)
    assert "/knowledge/handbook/prirocnik/" in content.split("search-results")[1]
    assert "/knowledge/law/" in content.split("search-results")[1]
    law = f"{ADDRESS}?q=jezik+izkaznica&amp;kind=law"
    counts = re.findall(r'class="search-count">(\d+)<', content)
    assert int(counts[0]) == int(counts[1]) + int(counts[2])
    narrowed = client.get(law.replace("&amp;", "&")).content.decode()
    assert f'href="{law}" aria-current="true"' in narrowed
    assert "/knowledge/handbook/prirocnik/" not in narrowed.split("search-results")[1]
    assert re.findall(r'class="search-count">(\d+)<', narrowed) == counts


def test_more_results_are_a_link_away(db: None, enter: Callable[..., Client]) -> None:
    many = [replace(DOCUMENTS[0], key=f"{n}", number=f"{n}", url=f"/{n}/") for n in range(1, 46)]
    embedded_engine().rebuild(many)
    client = enter(Role.VOLUNTEER)
    content = content_of(client, "tečaj")
    assert content.count('"search-hit"') == 20
    assert f'href="{ADDRESS}?q=te%C4%8Daj&amp;n=40#place-20"' in content
    more = client.get(ADDRESS, {"q": "tečaj", "n": "40"}).content.decode()
    assert more.count('"search-hit"') == 40
    last = client.get(ADDRESS, {"q": "tečaj", "n": "60"}).content.decode()
    assert last.count('"search-hit"') == 45
    assert "#place-" not in last


@pytest.mark.parametrize(
    "parameters", [{"kind": "case"}, {"n": "-1"}, {"n": "9" * 30}, {"n": "²"}, {"exact": "x"}]
)
def test_parameters_that_make_no_sense_are_left_out(
    handbook: None, enter: Callable[..., Client], parameters: dict[str, str]
) -> None:
    response = enter(Role.VOLUNTEER).get(ADDRESS, {"q": "tečaj", **parameters})
    assert response.status_code == 200
    assert "search-hit" in response.content.decode()


def test_a_restricted_section_is_nowhere_for_who_is_not_its_reader(
    db: None, enter: Callable[..., Client]
) -> None:
    embedded_engine().rebuild([*DOCUMENTS, RESTRICTED])
    lead, volunteer = enter(Role.TEAM_LEAD), enter(Role.VOLUNTEER)
    assert "Postopek ob vlomu" in content_of(lead, "vlom")
    assert "<mark>Ključavnice</mark>" in content_of(lead, "ključavnca")
    assert [one["number"] for one in suggested(lead, "post")] == ["9", ""]
    assert [one["text"] for one in suggested(lead, "hišn")] == ["hišnik"]
    for question in ("vlom", "ključavnca", "ključavnica", "hišnik", "9", "9."):
        content = content_of(volunteer, question)
        assert "vlomu" not in content
        assert "search-hit" not in content
        assert "search-count" not in content
        assert "hišnik" not in content.replace("»hišnik«", "").replace('value="hišnik"', "")
        assert "ključavnice" not in content.lower()
    for typed in ("post", "9", "hišn", "klju"):
        assert suggested(volunteer, typed) == []


def suggested(client: Client, text: str) -> list[dict[str, Any]]:
    response = client.get(SUGGEST, {"q": text})
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    found: list[dict[str, Any]] = response.json()["suggestions"]
    return found


def test_suggestions_are_places_and_words(handbook: None, enter: Callable[..., Client]) -> None:
    client = enter(Role.VOLUNTEER)
    assert suggested(client, "tecaj j")[0] == {
        "text": "Tečaj jezika",
        "url": "/knowledge/handbook/prirocnik/2.1/",
        "number": "2.1",
        "path": ["Delo"],
    }
    assert {"text": "izkaznico", "url": "", "number": "", "path": []} in suggested(client, "izkazn")
    assert client.get(SUGGEST, {"q": "izkazn"}).json()["status"].endswith("predlog")
    assert client.get(SUGGEST, {"q": "qqqq"}).json() == {
        "suggestions": [],
        "status": "Ni predlogov",
    }


def test_suggestions_write_nothing_and_cost_the_same(
    handbook: None,
    enter: Callable[..., Client],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = enter(Role.VOLUNTEER)
    suggested(client, "i")
    for typed in ("2", "izkazn", "qqqq"):
        with django_assert_num_queries(7) as captured:
            suggested(client, typed)
        assert not [
            query["sql"]
            for query in captured
            if "knowledge" in query["sql"] and not query["sql"].startswith("SELECT")
        ]


def test_suggestions_without_an_index_are_none(db: None, enter: Callable[..., Client]) -> None:
    assert suggested(enter(Role.VOLUNTEER), "tečaj") == []


def test_who_may_not_read_knowledge_gets_no_suggestions(
    handbook: None, enter: Callable[..., Client]
) -> None:
    assert enter(Role.VOLUNTEER).get(SUGGEST, {"q": "te"}).status_code == 200
    assert enter(Role.ADMINISTRATOR).get(SUGGEST, {"q": "te"}).status_code == 404


@pytest.mark.parametrize("address", ["/", "/account/", "/knowledge/", "/knowledge/nothing/"])
def test_the_box_stands_on_every_page_of_who_may_read_knowledge(
    handbook: None, enter: Callable[..., Client], address: str
) -> None:
    assert 'id="search-q"' in enter(Role.VOLUNTEER).get(address).content.decode()
    assert 'id="search-q"' not in enter(Role.ADMINISTRATOR).get(address).content.decode()
