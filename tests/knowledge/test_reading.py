import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from knowledge.law.selectors import article_screen
from knowledge.law.services import citations_rebuild
from knowledge.models import HandbookPage, KnowledgeRootPage, LegalArticlePage, SectionPage
from knowledge.selectors import knowledge_home, section_screen
from knowledge.services import handbook_import
from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.factories.knowledge import HANDBOOK, read

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
HOME = "/knowledge/"
SECTION = "/knowledge/handbook/prirocnik/2.1/"
ARTICLE = "/knowledge/law/zakon-o-knjiznicah/7/"


@pytest.fixture(autouse=True)
def _handbook() -> None:
    handbook_import(actor=None, document=read(HANDBOOK), publish=True)


def html(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", [HOME, SECTION, ARTICLE])
@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COUNSELLOR, Role.TEAM_LEAD, Role.EDITOR])
def test_those_who_work_with_knowledge_read_it(enter: Enter, role: Role, address: str) -> None:
    assert enter(role).get(address).status_code == 200


@pytest.mark.parametrize("address", [HOME, SECTION, ARTICLE])
def test_an_administrator_alone_does_not(enter: Enter, address: str) -> None:
    assert enter(Role.ADMINISTRATOR).get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/knowledge/handbook/prirocnik/9/",
        "/knowledge/handbook/missing/1/",
        "/knowledge/law/zakon-o-knjiznicah/8/",
        "/knowledge/law/missing/7/",
    ],
)
def test_what_does_not_exist_is_not_found(enter: Enter, address: str) -> None:
    assert enter(Role.COUNSELLOR).get(address).status_code == 404


def test_a_draft_is_not_shown(enter: Enter) -> None:
    client = enter(Role.COUNSELLOR)
    assert "Iskanje službe" in html(client, HOME)
    SectionPage.objects.get(number="2.2").unpublish()
    assert "Iskanje službe" not in html(client, HOME)
    assert client.get("/knowledge/handbook/prirocnik/2.2/").status_code == 404


def test_a_section_below_an_unpublished_one_is_not_in_the_tree(enter: Enter) -> None:
    client = enter(Role.COUNSELLOR)
    assert "Tečaj jezika" in html(client, HOME)
    SectionPage.objects.get(number="2").unpublish()
    assert "Tečaj jezika" not in html(client, HOME)
    assert client.get(SECTION).status_code == 404


def test_the_home_lists_chapters_and_articles(enter: Enter) -> None:
    page = html(enter(Role.VOLUNTEER), HOME)
    assert f'href="{SECTION}"' in page
    assert f'href="{ARTICLE}"' in page
    assert 'action="/knowledge/search/"' in page


def test_a_section_shows_where_it_stands_and_what_is_before_and_behind(enter: Enter) -> None:
    page = html(enter(Role.VOLUNTEER), SECTION)
    assert re.search(rf'href="{SECTION}" aria-current="page"', page)
    assert re.search(r'rel="prev" href="/knowledge/handbook/prirocnik/2/"', page)
    assert re.search(r'rel="next" href="/knowledge/handbook/prirocnik/2.2/"', page)
    assert page.count("<h1>") == 1


def test_a_mark_leads_to_its_note_and_the_note_back(enter: Enter) -> None:
    page = html(enter(Role.VOLUNTEER), "/knowledge/handbook/prirocnik/1/")
    assert 'id="mark-1" href="#note-1"' in page
    assert 'id="note-1"' in page
    assert 'href="#mark-1"' in page
    assert "[^1]" not in page


def test_a_quoted_article_is_read_in_its_place(enter: Enter) -> None:
    page = html(enter(Role.VOLUNTEER), SECTION)
    assert "Zakon o knjižnicah, 7. člen" in page
    assert "pokaže osebni dokument;" in page
    assert f'href="{ARTICLE}#odst-2"' in page


def test_a_table_names_its_columns_for_a_narrow_screen(enter: Enter) -> None:
    page = html(enter(Role.VOLUNTEER), "/knowledge/handbook/prirocnik/2.2/")
    assert re.search(
        r'<th scope="row" [^>]*data-label="Korak">oglas</th>', re.sub(r"\s*\n\s*", "", page)
    )
    assert 'data-label="Kdo"' in page


def test_each_paragraph_of_an_article_has_its_address(enter: Enter) -> None:
    citations_rebuild()
    page = html(enter(Role.VOLUNTEER), ARTICLE)
    assert re.findall(r'<li id="odst-(\d)"', page) == ["1", "2", "3"]
    assert f'href="{SECTION}"' in page


def test_text_is_escaped(enter: Enter) -> None:
    section = SectionPage.objects.get(number="2.2")
    section.body = '[{"type": "paragraph", "value": "<script>alert(1)</script>[^1]"}]'
    section.save_revision().publish()
    page = html(enter(Role.VOLUNTEER), "/knowledge/handbook/prirocnik/2.2/")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("language", ["sl", "en"])
def test_pages_need_no_inline_style_or_script(
    enter: Enter, person: Callable[..., User], language: str
) -> None:
    user = person(Role.COUNSELLOR, language=language)
    client = enter(user=user)
    for address in (HOME, SECTION, ARTICLE):
        page = html(client, address)
        assert "<script>" not in page
        assert "style=" not in page
        assert " onclick" not in page


@pytest.mark.parametrize("model", [KnowledgeRootPage, HandbookPage, SectionPage, LegalArticlePage])
def test_an_editor_opens_each_kind_of_page_in_the_cms(enter: Enter, model: type[Page]) -> None:
    page = model.objects.order_by("path").last()
    client = enter(Role.EDITOR, door=Door.CMS)
    assert client.get(f"/pages/{page.pk}/edit/").status_code == 200


def test_no_door_serves_a_page_by_its_place_in_the_tree() -> None:
    request = RequestFactory().get("/")
    with pytest.raises(Http404):
        SectionPage.objects.get(number="2.1").serve(request)
    with pytest.raises(Http404):
        LegalArticlePage.objects.get().serve(request)


def queries_of(action: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert action() is not None
    return len(captured)


@pytest.mark.parametrize(
    ("screen", "most"),
    [
        (lambda user: knowledge_home(user), 4),
        (lambda user: section_screen(user, "prirocnik", "2.1"), 12),
        (lambda user: article_screen(user, "zakon-o-knjiznicah", "7"), 12),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_handbook(
    person: Callable[..., User], screen: Callable[[User], object], most: int
) -> None:
    user = person(Role.COUNSELLOR)
    assert user.has_role(Role.COUNSELLOR)
    citations_rebuild()
    few = queries_of(lambda: screen(user))
    longer = HANDBOOK + "".join(f"\n2.{n}. Naslov {n}\n\nBesedilo {n}.\n" for n in range(3, 20))
    handbook_import(actor=None, document=read(longer), publish=True)
    citations_rebuild()
    assert queries_of(lambda: screen(user)) == few
    assert few <= most
