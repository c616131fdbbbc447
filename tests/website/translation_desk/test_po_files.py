"""PO files out and in: nothing lost, nothing public, and said what was not taken."""

import subprocess
from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.doors import Door
from portal.enums import Role
from tests.website.conftest import Visit
from tests.website.translation_desk.conftest import (
    Enter,
    change_source,
    page_in,
    translation_into,
    written_at,
)
from website.translation_desk.catalogue_files import BYTES_MOST
from website.translation_desk.selectors import texts_open

NEW = "Imate pravice & dolžnosti. Povemo vam, <katere>."


def download(editor: Client, code: str = "ar") -> polib.POFile:
    response = editor.get(f"/localize/desk/{code}/po/")
    assert response.status_code == 200
    return polib.pofile("#\n" + response.content.decode())


def bring(editor: Client, content: bytes | str, code: str = "ar", follow: bool = False) -> Any:
    content = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile("ar.po", content)
    return editor.post(f"/localize/desk/{code}/po/take/", {"file": file}, follow=follow)


def entry_of(catalogue: polib.POFile, path: str) -> polib.POEntry:
    return next(
        entry for entry in catalogue if entry.msgctxt == f"{page_in('sl').translation_key}/{path}"
    )


def test_file_of_a_language_has_every_text_and_its_translation(editor: Client) -> None:
    catalogue = download(editor)
    assert len(catalogue) > 200
    assert catalogue.percent_translated() == 100
    assert entry_of(catalogue, "intro").msgstr == page_in("ar").intro
    assert entry_of(catalogue, "intro").msgid == page_in("sl").intro


def test_what_was_sent_out_comes_back_unchanged(editor: Client) -> None:
    catalogue = download(editor)
    html = bring(editor, str(catalogue)).content.decode()
    assert f"{len(catalogue)} besedil" in html
    assert "ni sprejeto" not in html
    assert str(download(editor)).split("\n\n", 1)[1] == str(catalogue).split("\n\n", 1)[1]


def test_brought_text_waits_in_the_editor_and_is_not_public(editor: Client, visit: Visit) -> None:
    before = visit("/ar/huquq/").content
    catalogue = download(editor)
    entry_of(catalogue, "intro").msgstr = "لك حقوق & واجبات."
    bring(editor, str(catalogue))
    written = written_at(translation_into("ar"), "intro")
    assert written.data == "لك حقوق &amp; واجبات."
    assert written.last_translated_by is not None
    assert visit("/ar/huquq/").content == before
    assert entry_of(download(editor), "intro").msgstr == "لك حقوق & واجبات."


def test_changed_source_is_fuzzy_with_the_former_source(editor: Client) -> None:
    former = page_in("sl").intro
    change_source(NEW)
    entry = entry_of(download(editor), "intro")
    assert (entry.msgid, entry.previous_msgid) == (NEW, former)
    assert entry.fuzzy
    assert entry.msgstr == page_in("ar").intro


def test_what_cannot_be_taken_is_named_and_the_rest_is_taken(editor: Client) -> None:
    catalogue = download(editor)
    change_source(NEW)
    entry_of(catalogue, "heading").msgstr = "حقوقك هنا"
    entry_of(catalogue, "title").msgstr = "victims"
    entry_of(catalogue, "closing").msgstr = "x" * 301
    catalogue.append(polib.POEntry(msgctxt="nobody/knows", msgid="Neznano", msgstr="?"))
    entry_of(catalogue, "search_description").flags.append("fuzzy")
    html = bring(editor, str(catalogue)).content.decode()
    for reason in (
        "Izvirnik se je spremenil", "»victims«", "300", "ni več na nobeni vaši strani", "negotovo",
        "Sprejeto je 1 besedilo",
    ):  # fmt: skip
        assert reason in html
    assert written_at(translation_into("ar"), "heading").data == "حقوقك هنا"
    assert written_at(translation_into("ar"), "title").data == page_in("ar").title


def test_file_closes_an_open_text(editor: Client) -> None:
    change_source(NEW)
    assert texts_open(translation_into("ar"))
    catalogue = download(editor)
    entry = entry_of(catalogue, "intro")
    entry.msgstr, entry.flags = "لك حقوق.", []
    bring(editor, str(catalogue))
    assert texts_open(translation_into("ar")) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe no text at all", "ni datoteka PO"),
        (b"<html>", "ni datoteka PO"),
        (b"/etc/hostname", "ni datoteka PO"),
        (b"", "Izberite datoteko"),
        (b"#" * (BYTES_MOST + 1), "večja od 2 MB"),
    ],
)
def test_wrong_file_gets_a_clear_answer(editor: Client, content: bytes, said: str) -> None:
    response = bring(editor, content, follow=True)
    assert said in response.content.decode()


def test_file_of_another_language_is_refused(editor: Client) -> None:
    response = bring(editor, str(download(editor, "en")), follow=True)
    assert "za drug jezik (en)" in response.content.decode()


def test_one_page_goes_out_and_in_from_its_editor(editor: Client) -> None:
    translation = translation_into("ar")
    address = f"/localize/translate/{translation.pk}/pofile"
    catalogue = polib.pofile("#\n" + editor.get(f"{address}/download/").content.decode())
    assert len(catalogue) == translation.source.stringsegment_set.count()
    entry_of(catalogue, "heading").msgstr = "حقوقك هنا"
    file = SimpleUploadedFile("page.po", str(catalogue).encode())
    assert editor.post(f"{address}/upload/", {"file": file}).status_code == 200
    assert written_at(translation, "heading").data == "حقوقك هنا"


def test_nobody_else_gets_a_file(public_site: None, enter: Enter) -> None:
    administrator = enter(Role.ADMINISTRATOR, door=Door.CMS)
    assert administrator.get("/localize/desk/ar/po/").status_code == 404
    assert administrator.get("/localize/desk/").status_code == 404


def test_desk_counts_what_is_open(editor: Client, django_assert_max_num_queries: Any) -> None:
    assert "1 odprto" not in editor.get("/localize/desk/").content.decode()
    change_source(NEW)
    assert "1 odprto" in editor.get("/localize/desk/").content.decode()


@pytest.mark.gettext
def test_tools_of_gettext_find_no_fault_and_lose_nothing(editor: Client, tmp_path: Path) -> None:
    change_source(NEW)
    catalogue = download(editor)
    first, merged = tmp_path / "ar.po", tmp_path / "merged.po"
    catalogue.save(str(first))
    for command in (
        ["msgfmt", "-c", "-o", "-", first],
        ["msgmerge", "--no-fuzzy-matching", "--previous", "-q", "-o", merged, first, first],
        ["msgconv", "-t", "UTF-8", "-o", merged, merged],
    ):
        done = subprocess.run(  # noqa: S603
            [str(part) for part in command], capture_output=True, check=True
        )
        assert done.stderr == b""
    again = polib.pofile(str(merged))
    assert {(e.msgctxt, e.msgid, e.msgstr) for e in again} == {
        (e.msgctxt, e.msgid, e.msgstr) for e in catalogue
    }
    assert "ni sprejeto" not in bring(editor, merged.read_bytes()).content.decode().replace(
        "1 besedilo ni sprejeto", ""
    )


def test_a_text_that_stands_in_the_file_twice_is_taken_once_and_that_is_said(
    editor: Client,
) -> None:
    change_source(NEW)
    catalogue = download(editor)
    entry = entry_of(catalogue, "intro")
    again = polib.POEntry(msgctxt=entry.msgctxt, msgid=entry.msgid, msgstr="ثانية")
    entry.msgstr = "أولى"
    entry.flags = []
    catalogue.append(again)
    html = bring(editor, str(catalogue)).content.decode()
    assert "dvakrat" in html
    assert written_at(translation_into("ar"), "intro").data == "أولى"
