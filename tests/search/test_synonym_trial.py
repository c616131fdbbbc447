"""An editor tries a synonym before she saves it."""

from collections.abc import Callable

import pytest
from django.test import Client

from knowledge.models import SearchSynonym
from knowledge.search.engines import embedded_engine
from knowledge.search.services import index_rebuild
from portal.doors import Door
from portal.enums import Role
from tests.search.documents import DOCUMENTS, RESTRICTED
from tests.search.pages import handbook_published
from website.services import groups_permit

Enter = Callable[..., Client]
TRY = "/search-words/try/"
ADD = "/snippets/knowledge/searchsynonym/add/"


@pytest.fixture
def editor(db: None, enter: Enter) -> Client:
    handbook_published()
    index_rebuild()
    groups_permit()
    return enter(Role.EDITOR, door=Door.CMS)


def sides(client: Client, **form: str) -> list[str]:
    """What stands before and after."""
    sent = {"term": "palačinka", "means": "tečaj", "language": "sl", **form}
    response = client.post(TRY, sent)
    assert response.status_code == 200
    return response.content.decode().split('<section class="trial-side">')[1:]


def test_results_with_and_without_the_synonym_stand_side_by_side(editor: Client) -> None:
    before, after = sides(editor, question="kje so palačinke")
    assert "Tečaj jezika" not in before
    assert "Tečaj jezika" in after
    assert "<mark>Tečaj</mark>" in after
    assert "<strong>palacinke</strong>: tečaj" in after
    assert not SearchSynonym.objects.filter(term="palačinka").exists()


def test_a_saved_synonym_is_tried_in_its_new_form_only(editor: Client) -> None:
    saved = SearchSynonym.objects.create(term="palačinka", means="tečaj", language="sl")
    before, after = sides(editor, question="palačinka", means="življenjepis", synonym=str(saved.pk))
    assert "Tečaj jezika" in before
    assert "Tečaj jezika" not in after
    assert "življenjepis" in after


def test_the_trial_is_what_a_counsellor_finds(editor: Client) -> None:
    restricted = [*DOCUMENTS, RESTRICTED]
    embedded_engine().rebuild(restricted)
    before, after = sides(editor, question="vlom palačinka", means="hišnik")
    for side in (before, after):
        assert "vlom" not in side.lower()
        assert "hišnik" not in side.lower()


def test_a_form_that_is_not_right_keeps_what_was_typed(editor: Client) -> None:
    response = editor.post(TRY, {"term": "palačinka", "means": "", "question": "kje so"})
    content = response.content.decode()
    assert response.status_code == 200
    assert "trial-side" not in content
    assert 'value="palačinka"' in content
    assert 'value="kje so"' in content


def test_without_an_index_the_trial_says_so(db: None, enter: Enter) -> None:
    client = enter(Role.EDITOR, door=Door.CMS)
    response = client.post(TRY, {"term": "a", "means": "b", "language": "sl", "question": "tečaj"})
    assert "trenutno ne odziva" in response.content.decode()


def test_a_question_becomes_a_synonym_that_the_next_search_uses(
    editor: Client, enter: Enter
) -> None:
    reader = enter(Role.COUNSELLOR)
    question = {"q": "palačinke"}
    assert "Tečaj jezika" not in reader.get("/knowledge/search/", question).content.decode()
    reader.post("/knowledge/search/missing/", {**question, "word": "palačinke"})
    listed = editor.get("/search-words/questions/").content.decode()
    prefilled = f"{TRY}?question=pala%C4%8Dinke&amp;term=pala%C4%8Dinke"
    assert prefilled in listed
    form = editor.get(prefilled.replace("&amp;", "&")).content.decode()
    assert form.count('value="palačinke"') == 2
    assert f'formaction="{ADD}"' in form
    saved = editor.post(ADD, {"term": "palačinke", "means": "tečaj", "language": "sl"})
    assert saved.status_code == 302
    assert "Tečaj jezika" in reader.get("/knowledge/search/", question).content.decode()


def test_the_screen_of_a_synonym_leads_to_the_trial(editor: Client) -> None:
    synonym = SearchSynonym.objects.create(term="palačinka", means="tečaj", language="sl")
    assert f'formaction="{TRY}"' in editor.get(ADD).content.decode()
    edit = f"/snippets/knowledge/searchsynonym/edit/{synonym.pk}/"
    content = editor.get(edit).content.decode()
    assert f'name="synonym" value="{synonym.pk}"' in content
    tried = editor.post(
        TRY,
        {"term": "palačinka", "means": "x", "language": "sl", "synonym": str(synonym.pk)},
    )
    assert f'formaction="{edit}"' in tried.content.decode()


def test_a_term_that_is_there_already_leads_to_its_entry(editor: Client) -> None:
    there = SearchSynonym.objects.create(term="frnikola", means="zaposlitev", language="sl")
    response = editor.post(ADD, {"term": "frnikola", "means": "delo", "language": "sl"})
    assert response.status_code == 200
    shown = response.content.decode()
    assert "Izraz »frnikola« je že tu in pomeni: zaposlitev." in shown
    assert f'href="/snippets/knowledge/searchsynonym/edit/{there.pk}/"' in shown
    assert 'value="delo"' in shown
    assert SearchSynonym.objects.filter(term="frnikola").count() == 1


def test_the_button_of_the_list_is_said_in_one_piece(editor: Client) -> None:
    listing = editor.get("/snippets/knowledge/searchsynonym/").content.decode()
    assert "Dodaj sopomenko za iskanje" in listing
    assert "Dodaj sopomenka" not in listing
