"""The words "this is unclear": from a reader to the editors, and the answer back."""

from collections.abc import Callable
from typing import NoReturn
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client

from knowledge.models import SectionPage, UnclearNote
from knowledge.reading.enums import UnclearState
from knowledge.services import handbook_import
from portal.access.sessions import session_owner
from portal.doors import Door
from portal.enums import Role
from portal.models import Draft, User
from tests.factories.knowledge import HANDBOOK, read
from tests.factories.reading import make_card
from tests.sign_in import sign_in
from website.services import groups_permit

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
People = Callable[..., User]


@pytest.fixture
def key() -> int:
    handbook_import(actor=None, document=read(HANDBOOK), publish=True)
    return int(SectionPage.objects.get(number="2.1").pk)


@pytest.fixture
def reader(person: People) -> User:
    return person(Role.VOLUNTEER, first_name="Neodkrita")


def ask(reader: User, key: int, **fields: str) -> Client:
    client = sign_in(reader, Door.PORTAL)
    form = {"text": "Kdo plača tečaj?", "form_id": str(uuid4()), **fields}
    response = client.post(f"/knowledge/unclear/section/{key}/", form)
    assert response.headers["Location"] == "/knowledge/handbook/prirocnik/2.1/"
    return client


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_form_stands_under_sections_and_articles(enter: Enter, key: int) -> None:
    client = enter(Role.VOLUNTEER)
    for address in ("handbook/prirocnik/2.1/", "law/zakon-o-knjiznicah/7/"):
        page = page_of(client, f"/knowledge/{address}")
        assert 'action="/knowledge/unclear/' in page
        assert "nič o osebi, ki ji pomagamo" in page


def test_the_editors_get_the_words_and_the_role_but_no_name(reader: User, key: int) -> None:
    ask(reader, key)
    note = UnclearNote.objects.get()
    assert (note.text, note.role, note.state) == ("Kdo plača tečaj?", "volunteer", "open")
    assert note.asked_by is None


def test_who_wants_to_hear_of_the_answer_is_kept_until_she_has_read_it(
    reader: User, key: int, enter: Enter
) -> None:
    groups_permit()
    client = ask(reader, key, wants_answer="on")
    note = UnclearNote.objects.get()
    assert note.asked_by == reader
    editor = enter(Role.EDITOR, door=Door.CMS)
    pages = [
        page_of(editor, "/"),
        page_of(editor, f"/snippets/knowledge/unclearnote/edit/{note.pk}/"),
    ]
    for page in pages:
        assert "Kdo plača tečaj?" in page
        assert "Neodkrita" not in page
    address = f"/snippets/knowledge/unclearnote/edit/{note.pk}/"
    assert editor.post(address, {"answer": "Dopisano: plača društvo."}).status_code == 302
    page = page_of(client, "/knowledge/")
    assert "Dopisano: plača društvo." in page
    assert client.post(f"/knowledge/answers/{note.pk}/read/").status_code == 302
    assert "Dopisano" not in page_of(client, "/knowledge/")
    note.refresh_from_db()
    assert (note.state, note.asked_by) == (UnclearState.ANSWERED, None)


def test_an_answer_without_words_is_refused_and_the_note_stays_open(
    reader: User, key: int, enter: Enter
) -> None:
    groups_permit()
    ask(reader, key)
    note = UnclearNote.objects.get()
    editor = enter(Role.EDITOR, door=Door.CMS)
    address = f"/snippets/knowledge/unclearnote/edit/{note.pk}/"
    assert editor.post(address, {"answer": " "}).status_code == 200
    note.refresh_from_db()
    assert note.state == UnclearState.OPEN


def test_an_answered_note_leaves_the_first_page_of_the_cms(
    reader: User, key: int, enter: Enter
) -> None:
    groups_permit()
    ask(reader, key)
    editor = enter(Role.EDITOR, door=Door.CMS)
    assert "Kdo plača tečaj?" in page_of(editor, "/")
    address = f"/snippets/knowledge/unclearnote/edit/{UnclearNote.objects.get().pk}/"
    # The page it leads to shows the message that it was saved.
    editor.post(address, {"answer": "Popravljeno."}, follow=True)
    assert "Kdo plača tečaj?" not in page_of(editor, "/")
    assert "Kdo plača tečaj?" in page_of(editor, "/snippets/knowledge/unclearnote/")


def test_editors_write_no_notes_of_their_own(key: int, enter: Enter) -> None:
    groups_permit()
    editor = enter(Role.EDITOR, door=Door.CMS)
    assert editor.get("/snippets/knowledge/unclearnote/").status_code == 200
    assert editor.get("/snippets/knowledge/unclearnote/add/").status_code == 302


def test_an_administrator_does_not_see_them(reader: User, key: int, enter: Enter) -> None:
    groups_permit()
    ask(reader, key)
    administrator = enter(Role.ADMINISTRATOR, door=Door.CMS)
    assert "Kdo plača tečaj?" not in page_of(administrator, "/")


def test_the_words_may_be_left_out(reader: User, key: int) -> None:
    ask(reader, key, text="")
    assert UnclearNote.objects.get().text == ""


def test_too_many_words_come_back_with_the_form(reader: User, key: int) -> None:
    client = sign_in(reader, Door.PORTAL)
    long = "a" * 501
    response = client.post(f"/knowledge/unclear/section/{key}/", {"text": long})
    assert response.status_code == 422
    assert long in response.content.decode()
    assert UnclearNote.objects.count() == 0


def test_a_form_that_is_sent_twice_tells_it_once(reader: User, key: int) -> None:
    form_id = str(uuid4())
    ask(reader, key, form_id=form_id)
    ask(reader, key, form_id=form_id)
    assert UnclearNote.objects.count() == 1


def test_what_she_types_is_kept_as_a_draft_and_stands_under_the_section_again(
    reader: User, key: int
) -> None:
    client = sign_in(reader, Door.PORTAL)
    path = f"/knowledge/unclear/section/{key}/"
    kept = {
        "draft_path": path,
        "draft_owner": session_owner(reader),
        "form_id": str(uuid4()),
        "text": "Napol napisano",
    }
    assert client.post("/drafts/", kept).status_code == 200
    assert Draft.objects.count() == 1
    assert "Napol napisano" in page_of(client, "/knowledge/handbook/prirocnik/2.1/")


def test_a_card_can_be_unclear(enter: Enter) -> None:
    card = make_card()
    client = enter(Role.COUNSELLOR)
    address = f"/knowledge/unclear/card/{card.pk}/"
    assert address in page_of(client, "/knowledge/cards/")
    assert card.title in page_of(client, address)
    client.post(address, {"text": "Primer?"})
    assert UnclearNote.objects.get().card == card


def test_nobody_reads_an_answer_to_somebody_else(reader: User, key: int, person: People) -> None:
    ask(reader, key, wants_answer="on")
    UnclearNote.objects.update(state=UnclearState.ANSWERED, answer="Odgovor zanjo.")
    note = UnclearNote.objects.get()
    other = sign_in(person(Role.VOLUNTEER), Door.PORTAL)
    assert "Odgovor zanjo" not in page_of(other, "/knowledge/")
    assert other.post(f"/knowledge/answers/{note.pk}/read/").status_code == 404
    assert "Odgovor zanjo" in page_of(sign_in(reader, Door.PORTAL), "/knowledge/")


def test_what_was_typed_comes_back_while_the_database_takes_no_writes(
    reader: User, key: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(reader, Door.PORTAL)
    client.raise_request_exception = False
    address = f"/knowledge/unclear/section/{key}/"
    typed = {"text": "Kdo plača <b>tečaj?", "form_id": str(uuid4()), "wants_answer": "on"}

    def locked(**_fields: object) -> NoReturn:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr("knowledge.reading.views.unclear_note_send", locked)
        response = client.post(address, typed)
    assert response.status_code == 503
    page = response.content.decode()
    assert "Kdo plača &lt;b&gt;tečaj?" in page
    assert f'action="{address}"' in page
    assert not UnclearNote.objects.exists()
    assert client.post(address, typed).status_code == 302
    assert UnclearNote.objects.get().text == "Kdo plača <b>tečaj?"
