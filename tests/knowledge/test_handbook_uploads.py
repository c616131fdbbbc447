"""A handbook comes in by the cms: read, looked at, imported in steps, resumed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import travel

from knowledge.enums import ImportState
from knowledge.importing.errors import DocumentError, DocumentProblem
from knowledge.models import HandbookPage, HandbookUpload, SectionPage
from knowledge.services import handbook_import, starter_handbook_load
from knowledge.uploads import services
from knowledge.uploads.differences import changes_between
from knowledge.uploads.enums import UploadState
from knowledge.uploads.selectors import handbook_choices
from knowledge.uploads.services import (
    UPLOADS_KEPT,
    handbook_upload_continue,
    handbook_upload_read,
    handbook_upload_start,
)
from knowledge.uploads.words import FURNITURE_WORDS, PROBLEM_WORDS, REASON_WORDS
from knowledge.word_differences import Change
from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.jobs import jobs_run_due
from portal.models import AuditEvent, User
from portal.uploads import cleaning
from tests.factories.documents import as_docx
from tests.factories.knowledge import HANDBOOK, read
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

ADDRESS = "/handbook-import/"
ARTICLE = "Zakon o knjižnicah, 7. člen"
CHANGED = HANDBOOK.replace("dvakrat na teden", "vsak dan")


@pytest.fixture
def editor(person: Callable[..., User]) -> User:
    return person(Role.EDITOR)


@pytest.fixture
def at_the_cms(editor: User) -> Client:
    return sign_in(editor, Door.CMS)


@pytest.fixture
def one_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "PIECES_AT_ONCE", 1)


def bring(editor: User, text: str = HANDBOOK, slug: str = "") -> HandbookUpload:
    return handbook_upload_read(
        actor=editor, content=text.encode(), file_name="prirocnik.txt", handbook_slug=slug
    )


def section(number: str) -> Any:
    return SectionPage.objects.get(number=number).get_latest_revision_as_object()


def edit(number: str, title: str) -> None:
    changed = section(number)
    changed.title = title
    changed.save_revision()


def states(upload: HandbookUpload) -> dict[str, str]:
    return {one["label"]: one["state"] for one in upload.differences}


def send(client: Client, content: bytes, name: str = "prirocnik.docx", **fields: str) -> Any:
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content), **fields})


# --- Reading ---


def test_reading_a_document_changes_nothing(editor: User) -> None:
    upload = bring(editor)
    assert upload.state == UploadState.READ
    assert states(upload) == dict.fromkeys([ARTICLE, "1", "2", "2.1", "2.2"], "created")
    assert not HandbookPage.objects.exists()


def test_a_document_that_cannot_be_read_leaves_nothing(editor: User) -> None:
    with pytest.raises(DocumentError) as raised:
        bring(editor, "Brez naslovov.")
    assert raised.value.problem is DocumentProblem.WITHOUT_HEADINGS
    assert not HandbookUpload.objects.exists()


def test_a_document_that_takes_too_long_is_refused(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.uploads.reading.SECONDS", 0.001)
    with pytest.raises(DocumentError) as raised:
        bring(editor)
    assert raised.value.problem is DocumentProblem.TOO_COMPLEX


def test_when_all_places_are_taken_she_is_asked_to_wait(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "WAIT_SECONDS", 0.001)
    for _place in range(cleaning.WORKERS_AT_ONCE):
        cleaning._free_workers.acquire()
    try:
        with pytest.raises(DocumentError) as raised:
            bring(editor)
    finally:
        cleaning._free_workers.release(cleaning.WORKERS_AT_ONCE)
    assert raised.value.problem is DocumentProblem.BUSY


def test_the_differences_say_what_would_become_of_each_page(editor: User) -> None:
    handbook_import(actor=None, document=read(HANDBOOK))
    edit("1", "Naš naslov")
    upload = bring(editor, CHANGED.split("2.2. ", maxsplit=1)[0], "prirocnik")
    assert states(upload) == {
        ARTICLE: ImportState.UNCHANGED,
        "1": ImportState.CONFLICT,
        "2": ImportState.UNCHANGED,
        "2.1": ImportState.CHANGED,
        "2.2": ImportState.MISSING,
    }
    (changed,) = [one for one in upload.differences if one["label"] == "2.1"]
    gone, came = (
        "".join(part["text"] for part in changed["changes"] if part["change"] == change)
        for change in (Change.REMOVED, Change.ADDED)
    )
    assert "dvakrat na teden" in gone
    assert "vsak dan" in came


def test_a_change_that_an_editor_made_as_the_document_has_it_is_no_difference(
    editor: User,
) -> None:
    handbook_import(actor=None, document=read(HANDBOOK))
    edit("2.2", "Naslov iz dokumenta")
    upload = bring(editor, HANDBOOK.replace("Iskanje službe", "Naslov iz dokumenta"), "prirocnik")
    assert states(upload)["2.2"] == ImportState.UNCHANGED
    upload = handbook_upload_start(actor=editor, upload=upload)
    assert upload.result["conflicts"] == []


def test_the_words_of_a_difference_put_together_are_the_texts() -> None:
    old, new = "Tečaj je v torek. Pridi!", "Tečaj je v sredo zjutraj. Pridi!"
    changes = list(changes_between(old, new))
    assert "".join(part.text for part in changes if part.change is not Change.ADDED) == old
    assert "".join(part.text for part in changes if part.change is not Change.REMOVED) == new


# --- Importing ---


def test_everything_arrives_as_a_draft_with_a_revision(editor: User) -> None:
    upload = handbook_upload_start(actor=editor, upload=bring(editor))
    assert (upload.state, upload.done, upload.total) == (UploadState.DONE, 5, 5)
    pages = HandbookPage.objects.get().get_descendants(inclusive=True)
    assert pages.count() == 5
    assert not pages.live().exists()
    assert all(page.latest_revision_id for page in pages)
    assert section("2.1").latest_revision.user == editor


def test_a_step_is_in_the_audit_log(editor: User) -> None:
    upload = bring(editor)
    assert not AuditEvent.objects.filter(action=AuditAction.HANDBOOK_IMPORTED).exists()
    handbook_upload_start(actor=editor, upload=upload)
    event = AuditEvent.objects.get(action=AuditAction.HANDBOOK_IMPORTED)
    assert (event.actor_id, event.subject_id) == (editor.pk, str(HandbookPage.objects.get().pk))


@pytest.mark.usefixtures("one_at_once")
def test_an_import_that_stopped_half_way_goes_on_where_it_was(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = handbook_upload_start(actor=editor, upload=bring(editor))
    upload = handbook_upload_continue(actor=editor, upload=upload)
    assert (upload.state, upload.done) == (UploadState.IMPORTING, 2)
    assert SectionPage.objects.count() == 1

    def stop(**_arguments: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as stopped:
        stopped.setattr(services, "audit_record", stop)
        with pytest.raises(RuntimeError):
            handbook_upload_continue(actor=editor, upload=upload)
    upload.refresh_from_db()
    assert upload.done == 2
    assert SectionPage.objects.count() == 1
    for _step in range(3):
        upload = handbook_upload_continue(actor=editor, upload=upload)
    assert (upload.state, upload.done) == (UploadState.DONE, 5)
    assert upload.result["created"] == [ARTICLE, "1", "2", "2.1", "2.2"]


def test_a_step_that_is_sent_again_after_the_end_does_nothing(editor: User) -> None:
    upload = handbook_upload_start(actor=editor, upload=bring(editor))
    revision = section("1").latest_revision_id
    again = handbook_upload_start(actor=editor, upload=upload, taken=["1"])
    assert again.result == upload.result
    assert section("1").latest_revision_id == revision


def test_an_editors_change_stays_unless_she_decides_for_the_document(editor: User) -> None:
    handbook_import(actor=None, document=read(HANDBOOK))
    edit("2.1", "Naš tečaj")
    edit("2.2", "Naša služba")
    upload = bring(editor, CHANGED, "prirocnik")
    upload = handbook_upload_start(actor=editor, upload=upload, taken=["2.1", "1"])
    assert upload.result["taken"] == ["2.1"]
    assert upload.result["conflicts"] == ["2.2"]
    assert section("2.1").title == "Tečaj jezika"
    assert section("2.2").title == "Naša služba"
    earlier = [revision.as_object().title for revision in section("2.1").revisions.all()]
    assert "Naš tečaj" in earlier


def test_what_changed_since_the_decision_stays(editor: User) -> None:
    handbook_import(actor=None, document=read(HANDBOOK))
    edit("2.1", "Naš tečaj")
    upload = bring(editor, CHANGED, "prirocnik")
    edit("2.1", "Naš tečaj, popravljen")
    upload = handbook_upload_start(actor=editor, upload=upload, taken=["2.1"])
    assert upload.result["conflicts"] == ["2.1"]
    assert section("2.1").title == "Naš tečaj, popravljen"


def test_a_page_whose_address_is_taken_gets_another(editor: User) -> None:
    handbook_upload_start(actor=editor, upload=bring(editor))
    own = SectionPage.objects.get(number="2.2")
    own.number, own.title = "2.9", "Naša stran"
    own.body, own.imported_fingerprint = [("paragraph", "O nečem povsem drugem.")], ""
    own.save_revision().publish()
    upload = handbook_upload_start(actor=editor, upload=bring(editor, HANDBOOK, "prirocnik"))
    assert upload.result["created"] == ["2.2"]
    assert SectionPage.objects.get(number="2.2").slug == "2-2-2"


def test_what_a_page_cannot_hold_is_left_out_and_reported(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = bring(editor)
    upload.document["sections"][1]["number"] = "1234"
    upload.save()
    upload = handbook_upload_start(actor=editor, upload=upload)
    assert upload.result["refused"] == ["1234"]
    assert upload.result["created"] == [ARTICLE, "1", "2.1", "2.2"]


def test_the_second_handbook_gets_an_address_of_its_own(editor: User) -> None:
    first, second = (
        handbook_upload_start(actor=editor, upload=bring(editor)) for _time in range(2)
    )
    assert (first.handbook_slug, second.handbook_slug) == ("prirocnik", "mali-prirocnik")
    assert HandbookPage.objects.count() == 2


def test_uploads_are_forgotten_after_a_day_and_drafts_are_not(editor: User) -> None:
    handbook_upload_start(actor=editor, upload=bring(editor))
    with travel(timezone.now() + UPLOADS_KEPT / 2, tick=False):
        jobs_run_due()
        assert HandbookUpload.objects.exists()
    with travel(timezone.now() + UPLOADS_KEPT * 2, tick=False):
        jobs_run_due()
    assert not HandbookUpload.objects.exists()
    assert SectionPage.objects.count() == 4


# --- The screens ---


def test_from_the_file_to_the_drafts(at_the_cms: Client) -> None:
    answer = send(at_the_cms, as_docx(read(HANDBOOK)), title="Naš priročnik")
    assert answer.status_code == 302
    address = answer["Location"]
    preview = at_the_cms.get(address).content.decode()
    assert "Tečaj jezika" in preview
    assert "Spremenilo se še ni nič" in preview
    assert not SectionPage.objects.exists()
    assert at_the_cms.post(f"{address}start/").status_code == 302
    result = at_the_cms.get(address).content.decode()
    assert "Novi osnutki" in result
    assert f"/pages/{SectionPage.objects.get(number='2.1').pk}/edit/" in result
    assert HandbookPage.objects.get().title == "Naš priročnik"


@pytest.mark.usefixtures("one_at_once")
def test_the_progress_is_shown_and_goes_on_by_a_button(at_the_cms: Client, editor: User) -> None:
    address = f"{ADDRESS}{bring(editor).pk}/"
    at_the_cms.post(f"{address}start/")
    shown = at_the_cms.get(address).content.decode()
    assert '<progress max="5" value="1"' in shown
    assert f'action="{address}continue/"' in shown
    for _step in range(4):
        at_the_cms.post(f"{address}continue/")
    assert "<progress" not in at_the_cms.get(address).content.decode()


def test_a_conflict_is_shown_with_both_texts_and_decided_by_a_box(
    at_the_cms: Client, editor: User
) -> None:
    handbook_import(actor=None, document=read(HANDBOOK))
    edit("2.1", "Naš tečaj")
    address = f"{ADDRESS}{bring(editor, HANDBOOK, 'prirocnik').pk}/"
    preview = at_the_cms.get(address).content.decode()
    assert "odstranjeno: </span>Naš" in preview
    assert '<input type="checkbox" name="taken" value="2.1">' in preview
    at_the_cms.post(f"{address}start/", {"taken": ["2.1"]})
    assert section("2.1").title == "Tečaj jezika"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"MZ\x90\x00\x03\x00", DocumentProblem.UNKNOWN_KIND),
        (b"%PDF-1.7\nrest", DocumentProblem.DAMAGED),
        (b"Brez naslovov.", DocumentProblem.WITHOUT_HEADINGS),
        (b"", DocumentProblem.EMPTY),
    ],
)
def test_a_file_that_cannot_be_read_is_explained_on_the_form(
    at_the_cms: Client, content: bytes, problem: DocumentProblem
) -> None:
    answer = send(at_the_cms, content, "prirocnik.pdf")
    assert answer.status_code == 422
    assert str(PROBLEM_WORDS[problem]) in answer.content.decode()
    assert not HandbookUpload.objects.exists()


def test_a_file_over_the_limit_is_explained_on_the_form(at_the_cms: Client, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = send(at_the_cms, b"1. Uvod\n\n" + b"a" * 200, "prirocnik.txt")
    assert answer.status_code == 422
    assert "največ 20 MB" in answer.content.decode()


def test_a_document_of_too_many_sections_is_explained_on_the_form(
    at_the_cms: Client, settings: Any
) -> None:
    settings.HANDBOOK_SECTIONS_MOST = 4
    response = send(at_the_cms, HANDBOOK.encode(), "prirocnik.txt")
    assert response.status_code == 422
    assert "kot jih sme imeti priročnik (4)" in response.content.decode()
    assert not HandbookUpload.objects.exists()
    settings.HANDBOOK_SECTIONS_MOST = 5
    assert send(at_the_cms, HANDBOOK.encode(), "prirocnik.txt").status_code == 302


def test_no_file_is_explained_on_the_form(at_the_cms: Client) -> None:
    answer = at_the_cms.post(ADDRESS, {"title": "x"})
    assert answer.status_code == 422
    assert "Najprej izberite datoteko." in answer.content.decode()


def test_an_upload_is_there_for_who_brought_it_alone(
    editor: User, person: Callable[..., User]
) -> None:
    address = f"{ADDRESS}{bring(editor).pk}/"
    other = sign_in(person(Role.EDITOR), Door.CMS)
    assert sign_in(editor, Door.CMS).get(address).status_code == 200
    assert other.get(address).status_code == 404
    for step in ("start", "continue", "discard"):
        assert other.post(f"{address}{step}/").status_code == 404
    assert "prirocnik.txt" not in other.get(ADDRESS).content.decode()
    assert HandbookUpload.objects.get().state == UploadState.READ


def test_an_administrator_who_is_no_editor_finds_no_import(person: Callable[..., User]) -> None:
    client = sign_in(person(Role.ADMINISTRATOR), Door.CMS)
    assert client.get(ADDRESS).status_code == 404
    assert ADDRESS not in client.get("/").content.decode()


def test_editors_find_the_import_in_the_menu(at_the_cms: Client) -> None:
    assert ADDRESS in at_the_cms.get("/").content.decode()


def test_what_was_read_can_be_discarded(at_the_cms: Client, editor: User) -> None:
    upload = bring(editor)
    assert at_the_cms.post(f"{ADDRESS}{upload.pk}/discard/").status_code == 302
    assert not HandbookUpload.objects.exists()


def test_the_starter_handbook_is_not_offered_to_be_imported_into(at_the_cms: Client) -> None:
    starter_handbook_load(actor=None)
    handbook_import(actor=None, document=read(HANDBOOK))
    page = at_the_cms.get(ADDRESS).content.decode()
    assert 'value="prirocnik"' in page
    assert "zacetni-prirocnik" not in page


def test_handbooks_of_one_title_are_told_apart_and_none_is_chosen_beforehand(
    at_the_cms: Client, editor: User
) -> None:
    short = HANDBOOK.split("2. ", maxsplit=1)[0]
    with travel("2026-03-01T10:00:00+01:00", tick=False):
        handbook_upload_start(actor=editor, upload=bring(editor, short))
    with travel("2026-04-02T11:30:00+02:00", tick=False):
        handbook_upload_start(actor=editor, upload=bring(editor))
    older, newer = HandbookPage.objects.order_by("pk")
    assert older.title == newer.title
    older_line, newer_line = offered(at_the_cms)[older.slug], offered(at_the_cms)[newer.slug]
    assert "1 razdelek" in older_line
    assert "1.3.2026. 10:00" in older_line
    assert "4 razdelki" in newer_line
    assert "2.4.2026. 11:30" in newer_line
    assert "checked" not in "".join(offered(at_the_cms).values())


def test_of_several_handbooks_one_has_to_be_chosen(at_the_cms: Client, editor: User) -> None:
    handbook_upload_start(actor=editor, upload=bring(editor))
    handbook_upload_start(actor=editor, upload=bring(editor))
    before = HandbookUpload.objects.count()
    answer = send(at_the_cms, HANDBOOK.encode(), "prirocnik.txt")
    assert answer.status_code == 422
    assert "Izberite priročnik" in answer.content.decode()
    assert HandbookUpload.objects.count() == before
    chosen = HandbookPage.objects.order_by("pk")[0].slug
    assert send(at_the_cms, HANDBOOK.encode(), "a.txt", handbook=chosen).status_code == 302
    assert HandbookUpload.objects.latest("created_at").handbook_slug == chosen
    assert send(at_the_cms, HANDBOOK.encode(), "b.txt", handbook="+").status_code == 302
    slugs = HandbookPage.objects.values_list("slug", flat=True)
    assert HandbookUpload.objects.latest("created_at").handbook_slug not in slugs


def test_the_only_handbook_is_chosen_beforehand(at_the_cms: Client) -> None:
    assert "checked" in offered(at_the_cms)["+"]
    handbook_import(actor=None, document=read(HANDBOOK))
    assert "checked" in offered(at_the_cms)["prirocnik"]


def test_the_list_of_handbooks_costs_two_queries(editor: User) -> None:
    for _time in range(3):
        handbook_upload_start(actor=editor, upload=bring(editor))
    with CaptureQueriesContext(connection) as asked:
        assert len(handbook_choices()) == 3
    assert len(asked) == 2


def offered(client: Client) -> dict[str, str]:
    """Each choice of a handbook by its value: its attributes and its words."""
    page = client.get(ADDRESS).content.decode()
    pattern = r'<input type="radio" name="handbook" value="([^"]*)"([^>]*)>([^<]*)</label>'
    return {value: more + words for value, more, words in re.findall(pattern, page)}


def test_the_screens_ask_as_many_questions_for_many_sections_as_for_few(
    at_the_cms: Client, editor: User
) -> None:
    few, many = (
        "\n\n".join(f"{number}. Poglavje\n\nBesedilo {number}." for number in range(1, count))
        for count in (3, 9)
    )
    counts = []
    # The first time the menu learns that there is a handbook.
    for text in (few, few, many):
        upload = bring(editor, text)
        preview = questions(at_the_cms, f"{ADDRESS}{upload.pk}/")
        handbook_upload_start(actor=editor, upload=upload)
        counts.append((preview, questions(at_the_cms, f"{ADDRESS}{upload.pk}/")))
    assert counts[1] == counts[2]


def questions(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("words", [PROBLEM_WORDS, REASON_WORDS, FURNITURE_WORDS])
def test_everything_that_is_found_has_words(words: dict[Any, Any]) -> None:
    kind = type(next(iter(words)))
    assert set(words) == set(kind)
