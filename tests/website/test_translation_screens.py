"""What editors see of the states of translations, and what they can say there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from portal.doors import Door
from portal.enums import Role
from tests.factories.portal import PersonFactory
from tests.sign_in import sign_in
from tests.website.html import Document, read
from tests.website.translations import page_in, raw_blocks, save, state_in, with_text, wrong_blocks
from website.approvals.services import page_approve, page_propose
from website.enums import TranslationStatus
from website.models import HomePage, RelativesPage, RightsPage
from website.translation_states.differences import page_difference
from website.translation_states.selectors import Matrix, translation_matrix

Enter = Callable[..., Client]
MATRIX = "/translation-states/"


@pytest.fixture
def editor(public_site: None, enter: Enter) -> Client:
    return enter(Role.EDITOR, door=Door.CMS)


def address_of(language: str, model: Any = HomePage) -> str:
    return f"{MATRIX}{page_in(language, model).pk}/"


def seen(client: Client, address: str) -> Document:
    response = client.get(address)
    assert response.status_code == 200
    return read(response)


def titles(document: Document) -> list[str]:
    heads = document.all("th", scope="row")
    return [head.text for head in heads if "ts-level" in head.attributes.get("class", "")]


def languages(document: Document) -> list[str]:
    heads = [head.text for head in document.all("th", scope="col")]
    return heads[heads.index("Stran") + 1 :]


def test_matrix_says_the_state_in_words_and_leads_to_the_page_beside_its_source(
    editor: Client,
) -> None:
    address = address_of("ar")
    assert "nepregledano" in seen(editor, MATRIX).one("a", href=address).text
    save(page_in("sl"), intro="Povsem nov uvod.", heading="Nov naslov")
    document = seen(editor, MATRIX)
    assert "zastarelo (2)" in document.one("a", href=address).text
    assert "manjka" in document.one("main").text
    assert len(titles(document)) == 21


def test_matrix_shows_every_language_of_the_table_and_counts_its_pages(editor: Client) -> None:
    document = seen(editor, MATRIX)
    heads = languages(document)
    assert len(heads) == 16
    assert heads[0] == "slovenščina izvirnik"
    assert "नेपाली" in heads
    counts = document.one("tr", **{"class": "ts-counts"}).text
    assert "9 manjka12 nepregledano" in counts


def test_filter_leaves_the_pages_that_somebody_has_to_look_at(editor: Client) -> None:
    assert len(titles(seen(editor, MATRIX))) == 21
    save(page_in("sl", RightsPage), **with_text(page_in("sl", RightsPage), "closing", "Novo."))
    save(page_in("sl"), intro="Povsem nov uvod.")
    stale = [str(page_in("sl").title), str(page_in("sl", RightsPage).title)]
    assert titles(seen(editor, f"{MATRIX}?language=ar&state=stale")) == stale
    critical = seen(editor, f"{MATRIX}?language=ar&state=critical")
    assert titles(critical) == stale[1:]
    assert languages(critical) == ["slovenščina izvirnik", "العربية"]
    assert titles(seen(editor, f"{MATRIX}?page={page_in('ar').pk}")) == stale[:1]
    nothing = seen(editor, f"{MATRIX}?state=partly")
    assert "Nobena stran ni v tem stanju." in nothing.one("main").text


@pytest.mark.parametrize("query", ["state=x", "language=xx", "page=x", "page=99999999999999999999"])
def test_filter_that_nobody_understands_shows_everything(editor: Client, query: str) -> None:
    assert len(titles(seen(editor, f"{MATRIX}?{query}"))) == 21


def test_page_beside_its_source_names_the_words_that_changed(editor: Client) -> None:
    old = page_in("sl").heading
    save(page_in("sl"), heading="Povsem nov naslov")
    document = seen(editor, address_of("ar"))
    assert [e.text.strip() for e in document.all("del")] == [old]
    assert [e.text for e in document.all("ins")] == ["Povsem nov naslov"]
    (translated,) = [e for e in document.all("dd", lang="ar") if page_in("ar").heading in e.text]
    assert translated.attributes["dir"] == "rtl"
    assert f"/pages/{page_in('ar').pk}/edit/" in document.links


def hold(client: Client, version: str = "", **said: str) -> Any:
    """Say of the Arabic home page that it holds, as it was looked at just now or before."""
    seen_now = page_difference(page_in("ar")).version
    return client.post(address_of("ar"), {**said, "seen": version or seen_now}, follow=True)


def test_nobody_says_of_a_source_that_she_has_not_seen_that_its_translation_holds(
    editor: Client,
) -> None:
    save(page_in("sl"), intro="Nov uvod.")
    version = seen(editor, address_of("ar")).all("input", name="seen")[0].attributes["value"]
    save(page_in("sl"), intro="Spet nov uvod.")
    answer = hold(editor, version, all="1")
    assert "Spremenjeno je bilo, medtem ko ste gledali." in answer.content.decode()
    assert wrong_blocks("ar") == ["intro"]
    hold(editor, all="1")
    assert wrong_blocks("ar") == []


def test_editor_says_of_one_block_and_of_all_that_the_translation_holds(editor: Client) -> None:
    save(page_in("sl"), heading="Nov naslov", intro="Nov uvod.", title="Nov")
    assert wrong_blocks("ar") == ["title", "heading", "intro"]
    answer = hold(editor, block="intro")
    assert "Zapisano: 1 besedilo velja, kakor je." in answer.content.decode()
    assert wrong_blocks("ar") == ["title", "heading"]
    hold(editor, all="1")
    assert wrong_blocks("ar") == []
    history = editor.get(f"/pages/{page_in('ar').pk}/history/").content.decode()
    assert "Za 1 del zapisano, da prevod še velja" in history
    again = hold(editor, all="1")
    assert "Ni bilo več česa zapisati" in again.content.decode()


def test_translator_cannot_say_that_her_own_work_holds_and_a_reviewer_can(
    public_site: None,
) -> None:
    save(page_in("sl"), intro="Nov uvod.")
    client = sign_in(PersonFactory(roles=(Role.TRANSLATOR,), languages=("ar",)), Door.CMS)
    html = client.get(address_of("ar")).content.decode()
    assert "Nov uvod." in html
    assert "Prevod še velja" not in html
    assert client.post(address_of("ar"), {"all": "1"}).status_code == 404
    assert wrong_blocks("ar") == ["intro"]
    reviewer = sign_in(PersonFactory(roles=(Role.REVIEWER,), languages=("ar",)), Door.CMS)
    assert "Prevod še velja" in reviewer.get(address_of("ar")).content.decode()
    hold(reviewer, all="1")
    assert wrong_blocks("ar") == []


def test_translator_sees_her_languages_beside_the_source_and_no_other(public_site: None) -> None:
    client = sign_in(PersonFactory(roles=(Role.TRANSLATOR,), languages=("ar",)), Door.CMS)
    html = client.get(MATRIX).content.decode()
    assert address_of("ar") in html
    assert address_of("en") not in html
    # It is in her menu.
    assert '"name": "translation-states"' in client.get("/").content.decode()
    assert client.get(address_of("en")).status_code == 404


def test_administrator_does_not_work_on_texts(public_site: None, enter: Enter) -> None:
    client = enter(Role.ADMINISTRATOR, door=Door.CMS)
    assert client.get(MATRIX).status_code == 404
    assert client.get(address_of("ar")).status_code == 404
    assert MATRIX not in client.get("/").content.decode()


def test_page_that_is_no_public_one_is_not_there(editor: Client) -> None:
    root = page_in("sl").get_parent()
    assert editor.get(f"{MATRIX}{root.pk}/").status_code == 404
    assert editor.get(f"{MATRIX}999999/").status_code == 404


def test_source_stands_alone(editor: Client) -> None:
    text = seen(editor, address_of("sl")).one("main").text
    assert "V jeziku izvirnika ni strani" in text


def test_first_page_says_what_needs_doing_by_language_critical_parts_first(
    editor: Client,
) -> None:
    first = f"{MATRIX}?language=ar&state=critical"
    assert first not in seen(editor, "/").links
    page = page_in("sl", RightsPage)
    save(page, **with_text(page, "closing", "Novo."))
    links = [link for link in seen(editor, "/").links if link.startswith(f"{MATRIX}?language=")]
    assert links[0] == f"{MATRIX}?language=en"
    assert links[1] == f"{MATRIX}?language=en&state=critical"
    assert first in links
    assert f"{MATRIX}?language=sl&state=unreviewed" in links


def test_editor_of_the_source_and_list_of_pages_say_which_translations_are_stale(
    editor: Client,
) -> None:
    address = f"/pages/{page_in('sl').pk}/edit/"
    words = "2 prevoda sta zastarela"
    assert words not in editor.get(address).content.decode()
    save(page_in("sl"), intro="Povsem nov uvod.")
    html = editor.get(address).content.decode()
    assert f"{words}:" in html
    assert f'href="{address_of("ar")}"' in html
    assert words in editor.get(f"/pages/{page_in('sl').pk}/").content.decode()


def test_editor_of_a_translation_says_what_does_not_follow(editor: Client) -> None:
    page = page_in("sl")
    blocks = raw_blocks(page, "body")
    new = {"type": "point", "id": "new", "value": blocks[0]["value"]}
    save(page, intro="Povsem nov uvod.", body=[*blocks, new])
    html = editor.get(f"/pages/{page_in('ar').pk}/edit/").content.decode()
    assert "1 besedilo od" in html
    assert "2 besedili nista prevedeni." in html
    assert state_in("ar").state == TranslationStatus.STALE


def matrix_and_queries(user: Any) -> tuple[Matrix, int]:
    with CaptureQueriesContext(connection) as queries:
        matrix = translation_matrix(user)
    return matrix, len(queries)


def test_more_pages_and_languages_take_no_more_queries(public_site: None, person: Any) -> None:
    user = person(Role.EDITOR)
    matrix_and_queries(user)
    _matrix, before = matrix_and_queries(user)
    home = page_in("sl")
    for number in range(5):
        page = RelativesPage(
            title=f"Stran {number}", slug=f"stran-{number}", heading="Naslov", intro="Uvod.",
            locale=home.locale,
        )  # fmt: skip
        home.add_child(instance=page)
    page_in("en").copy_for_translation(Locale.objects.create(language_code="ne"))
    matrix, after = matrix_and_queries(user)
    assert (len(matrix.rows), after) == (26, before)
    assert before <= 8


def test_who_wrote_the_source_does_not_say_alone_that_the_old_translation_holds(
    public_site: None,
) -> None:
    author, other = PersonFactory(roles=(Role.EDITOR,)), PersonFactory(roles=(Role.EDITOR,))
    page = page_in("sl")
    page.intro = "Nov uvod."
    revision = page.save_revision(user=author)
    page_propose(actor=author, page=page)
    page_approve(actor=other, page=page_in("sl"), revision_id=revision.pk)
    assert wrong_blocks("ar") == ["intro"]
    client = sign_in(author, Door.CMS)
    assert client.post(address_of("ar"), {"all": "1"}).status_code == 404
    assert "Prevod še velja" not in client.get(address_of("ar")).content.decode()
    assert "Prevod še velja" in sign_in(other, Door.CMS).get(address_of("ar")).content.decode()
