"""What visitors get in place of a critical block that is not current (P34)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.doors import Door
from portal.enums import Role
from portal.models import User
from tests.website.conftest import Visit
from tests.website.forms import form_of
from tests.website.html import Document, read
from tests.website.test_recordings import record
from tests.website.translations import page_in, publish, raw_blocks, save, with_text
from website.models import RightsPage
from website.selectors import public_page_models
from website.translation_states.services import translation_hold
from website.translation_states.texts import page_texts

PATH = "/ar/huquq/"
NEWER = "هذا الجزء أحدث. وهو بالسلوفينية فقط."
NEW_RIGHT = "Nova pravica, ki jo imate."


def rights(language: str = "sl") -> Any:
    return page_in(language, RightsPage)


def changed_right(number: int = 1) -> str:
    """Change one right of the source; its old words in Arabic."""
    block = rights().body[number]
    save(rights(), **with_text(rights(), f"body.{block.id}.text", NEW_RIGHT))
    return str(rights("ar").body[number].value["text"])


def in_slovene(document: Document) -> list[str]:
    return [e.text for e in document.elements if e.attributes.get("lang") == "sl" and e.tag != "a"]


def test_stale_right_is_replaced_whole_by_the_one_of_the_source_and_marked(visit: Visit) -> None:
    before = read(visit(PATH))
    old, heading = rights("ar").body[1].value["text"], rights("ar").body[1].value["heading"]
    assert old in before.one("main").text
    assert in_slovene(before) == []
    assert NEWER not in before.one("main").text
    changed_right()
    after = read(visit(PATH))
    assert old not in after.one("main").text
    assert heading not in after.one("main").text
    (shown,) = after.all("div", lang="sl")
    assert NEW_RIGHT in shown.text
    assert rights().body[1].value["heading"] in shown.text
    assert shown.attributes["dir"] == "ltr"
    assert after.one("main").text.count(NEWER) == 1


def test_nothing_else_of_the_page_changes(visit: Visit) -> None:
    before = visit(PATH).content.decode().splitlines()
    changed_right()
    after = visit(PATH).content.decode().splitlines()
    assert len([line for line in before if line not in after]) == 1


@pytest.mark.parametrize("field", ["topics", "closing"])
def test_parts_by_situation_and_closing_words_are_replaced_too(visit: Visit, field: str) -> None:
    path = next(path for path in page_texts(rights()) if path.startswith(field))
    assert in_slovene(read(visit(PATH))) == []
    save(rights(), **with_text(rights(), path, "Novo."))
    (shown,) = in_slovene(read(visit(PATH)))
    assert "Novo." in shown


def test_new_right_comes_where_the_source_has_it_and_a_dropped_one_goes(visit: Visit) -> None:
    blocks = raw_blocks(rights(), "body")
    new = {"type": "right", "id": "new", "value": {**blocks[0]["value"], "text": NEW_RIGHT}}
    dropped, last = rights("ar").body[0].value["text"], rights("ar").body[1].value["text"]
    assert dropped in visit(PATH).content.decode()
    save(rights(), body=[*blocks[1:2], new, *blocks[2:]])
    text = read(visit(PATH)).one("main").text
    assert dropped not in text
    assert text.index(last) < text.index(NEW_RIGHT)
    assert text.index(NEW_RIGHT) < text.index(rights("ar").body[2].value["text"])


def test_translation_is_back_as_soon_as_it_is_current(visit: Visit, person: Any) -> None:
    old = changed_right()
    assert old not in visit(PATH).content.decode()
    editor: User = person()
    translation_hold(actor=editor, page=rights("ar"))
    assert old in visit(PATH).content.decode()
    changed = with_text(rights(), f"body.{rights().body[1].id}.text", "Spet drugače.")
    save(rights(), **changed)
    assert old not in visit(PATH).content.decode()
    new = with_text(rights("ar"), f"body.{rights('ar').body[1].id}.text", "حق جديد لكم.")
    publish(rights("ar"), **new)
    assert "حق جديد لكم." in visit(PATH).content.decode()


def test_source_itself_shows_its_own_words(visit: Visit) -> None:
    changed_right()
    document = read(visit("/sl/pravice/"))
    assert NEW_RIGHT in document.one("main").text
    assert document.all("div", lang="sl") == []


def test_it_costs_one_query_and_none_where_everything_is_current(visit: Visit) -> None:
    visit(PATH)
    with CaptureQueriesContext(connection) as before:
        visit(PATH)
    changed_right()
    with CaptureQueriesContext(connection) as after:
        visit(PATH)
    assert len(after) == len(before) + 1


def test_preview_shows_the_draft_as_it_is_written(public_site: None, enter: Any) -> None:
    old = changed_right()
    editor: Client = enter(Role.EDITOR, door=Door.CMS)
    address = f"/pages/{rights('ar').pk}/edit/preview/"
    assert editor.post(address, form_of(rights("ar"))).json()["is_valid"]
    assert old in editor.get(f"{address}?in_preview_panel=true").content.decode()


def test_recording_of_the_old_words_is_not_offered(visit: Visit) -> None:
    record(rights("ar"))
    sound = f"{PATH}sound.mp3"
    assert "sound.mp3" in visit(PATH).content.decode()
    assert visit(sound).status_code == 200
    changed_right()
    assert "sound.mp3" not in visit(PATH).content.decode()
    assert visit(sound).status_code == 404


def test_critical_fields_are_fields_of_their_page_type() -> None:
    with_critical = [model for model in public_page_models() if model.critical_fields]
    assert RightsPage in with_critical
    for model in with_critical:
        names = {field.name for field in model._meta.get_fields()}
        assert model.critical_fields <= names


def test_where_the_source_is_not_public_either_what_is_not_current_is_left_out(
    visit: Visit,
) -> None:
    old = changed_right()
    assert NEW_RIGHT in visit(PATH).content.decode()
    source = rights()
    type(source).objects.filter(pk=source.pk).update(live=False)
    html = visit(PATH).content.decode()
    assert NEW_RIGHT not in html
    assert old not in html
    # The other rights are as they were.
    assert str(rights("ar").body[0].value["text"]) in html
