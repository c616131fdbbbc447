"""What is sent while the database or a key is away is not saved, and comes back to its sender."""

import io
import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client

from cases.models import Case, Document, IdentityRecord, Note
from portal.doors import Door
from portal.enums import Role
from portal.models import Draft, User
from portal.sealing.envelope import SealError
from portal.sealing.master_keys import MasterKeyMissingError
from portal.sealing.secret_files import SecretFileError
from tests.factories.cases import make_case
from tests.sign_in import sign_in

People = Callable[..., User]
TEXT = "\r\nForty minutes <b>of typing."
ERRORS = [
    DatabaseError,
    OperationalError,
    InterfaceError,
    MasterKeyMissingError,
    SealError,
    SecretFileError,
]


class Form:
    """A counsellor with one of the forms of the cases before her."""

    def __init__(self, owner: User, name: str) -> None:
        self.client: Client = sign_in(owner, Door.PORTAL)
        self.client.raise_request_exception = False
        self.case = make_case(owner)
        self.form_id = str(uuid.uuid4())
        self.path, self.service, self.data = getattr(self, name)()

    def note(self) -> tuple[str, str, dict[str, Any]]:
        typed = {"text": TEXT, "form_id": self.form_id}
        return f"/cases/{self.case.code}/notes/", "note_write", typed

    def identity(self) -> tuple[str, str, dict[str, Any]]:
        opened = self.client.post(f"/cases/{self.case.code}/identity/", {"reason": "correction"})
        slip = opened.context["form"]["opening"].value()
        typed = {"name": "Forty minutes <b>of typing.", "papers": "a\r\nb", "opening": slip}
        return f"/cases/{self.case.code}/identity/save/", "identity_write", typed

    def case_new(self) -> tuple[str, str, dict[str, Any]]:
        return "/cases/new/", "case_open", {"case_id": self.form_id}

    def document(self) -> tuple[str, str, dict[str, Any]]:
        file = io.BytesIO(b"Forty minutes of typing.")
        file.name = "typed.txt"
        return f"/cases/{self.case.code}/documents/", "document_add", {"file": file}

    def send(self) -> Any:
        return self.client.post(self.path, self.data)


def broken(error: type[Exception]) -> Callable[..., NoReturn]:
    def fail(*_args: object, **kwargs: object) -> NoReturn:
        raise error(f"near {kwargs}")

    return fail


def kept() -> list[int]:
    return [model.objects.count() for model in (Case, Note, IdentityRecord, Document)]


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("name", ["note", "identity", "case_new"])
def test_a_form_that_cannot_be_saved_comes_back_and_can_be_sent_once_more(
    person: People,
    monkeypatch: pytest.MonkeyPatch,
    error_log: io.StringIO,
    name: str,
    error: type[Exception],
) -> None:
    form = Form(person(Role.COUNSELLOR), name)
    before = kept()
    with monkeypatch.context() as patch:
        patch.setattr(f"cases.views.{form.service}", broken(error))
        answer = form.send()
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "Ni shranjeno" in page
    assert f'action="{form.path}"' in page
    if name != "case_new":
        assert "Forty minutes &lt;b&gt;of typing." in page
    assert error.__name__ in error_log.getvalue()
    assert "Forty minutes" not in error_log.getvalue()
    assert kept() == before
    again = {field.html_name: field.value() or "" for field in answer.context["form"]}
    for _click in range(2):
        assert form.client.post(form.path, again).status_code == 302
    assert sum(kept()) == sum(before) + 1


def test_a_text_comes_back_with_every_line_that_it_had(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = Form(person(Role.COUNSELLOR), "note")
    monkeypatch.setattr("cases.views.note_write", broken(OperationalError))
    answer = form.send()
    assert answer.context["form"]["text"].value() == TEXT
    # A browser takes the first line end of a text area away.
    assert "\n\r\nForty minutes" in answer.content.decode()
    # The page's script keeps it as a draft as soon as that is possible.
    assert f'data-draft-path="{form.path}" data-draft-unkept' in answer.content.decode()


def test_a_file_that_cannot_be_saved_is_to_be_chosen_again(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = Form(person(Role.COUNSELLOR), "document")
    monkeypatch.setattr("cases.views.document_add", broken(OperationalError))
    answer = form.send()
    assert answer.status_code == 503
    assert "Ni shranjeno" in answer.content.decode()
    assert "Izberite datoteko še enkrat" in answer.content.decode()
    assert f'href="{form.path}"' in answer.content.decode()
    assert Document.objects.count() == 0


@pytest.mark.parametrize("name", ["note", "identity", "case_new"])
def test_without_its_keys_the_portal_says_so(
    person: People, settings: Any, tmp_path: Path, name: str
) -> None:
    form = Form(person(Role.COUNSELLOR), name)
    settings.KEYS_DIR = settings.IDENTITY_KEYS_DIR = tmp_path
    before = kept()
    answer = form.send()
    assert answer.status_code == 503
    assert "Ključa, s katerim se to zaklepa" in answer.content.decode()
    assert kept() == before


def test_without_its_keys_a_case_is_not_shown_and_the_page_says_why(
    person: People, settings: Any, tmp_path: Path
) -> None:
    form = Form(person(Role.COUNSELLOR), "note")
    case = f"/cases/{form.case.code}/"
    assert form.client.get(case).status_code == 200
    settings.KEYS_DIR = settings.IDENTITY_KEYS_DIR = tmp_path
    answer = form.client.get(case)
    assert answer.status_code == 503
    assert "Ključa, s katerim se to zaklepa" in answer.content.decode()
    assert "shranjeno" not in answer.content.decode()


def test_no_browser_cuts_what_is_pasted_and_a_text_too_long_comes_back_whole(
    person: People,
) -> None:
    form = Form(person(Role.COUNSELLOR), "note")
    case = f"/cases/{form.case.code}/"
    area = re.search(r"<textarea[^>]*>", form.client.get(case).content.decode())
    assert area
    assert "maxlength" not in area[0]
    text = "a" * 100_000 + " the end"
    answer = form.client.post(form.path, {"text": text, "form_id": str(uuid.uuid4())})
    assert answer.status_code == 422
    assert text in answer.content.decode()


@contextmanager
def the_log_locked_by_another() -> Iterator[None]:
    """SQLite has one lock for everything; on PostgreSQL every act needs the head of the log."""
    with sqlite_locked() if connection.vendor == "sqlite" else audit_head_locked():
        yield


@contextmanager
def sqlite_locked() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=0")
    other = sqlite3.connect(str(connection.settings_dict["NAME"]), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def audit_head_locked() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM portal_audithead FOR UPDATE")
        yield
    finally:
        other.rollback()
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def test_while_another_process_writes_nothing_is_lost_and_afterwards_it_is_saved(
    committed_db: None, person: People
) -> None:
    form = Form(person(Role.COUNSELLOR), "note")
    with the_log_locked_by_another():
        answer = form.send()
        listed = form.client.get("/cases/")
    assert (answer.status_code, listed.status_code) == (503, 503)
    assert "Forty minutes &lt;b&gt;of typing." in answer.content.decode()
    assert Note.objects.count() == Draft.objects.count() == 0
    assert form.send().status_code == 302
    assert Note.objects.count() == 1


def test_a_page_that_cannot_be_shown_now_says_when_to_try_again(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    client.raise_request_exception = False
    monkeypatch.setattr("cases.views.cases_of", broken(OperationalError))
    answer = client.get("/cases/?page=1")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert 'href="/cases/?page=1"' in answer.content.decode()
    assert "Ni shranjeno" not in answer.content.decode()


def test_the_page_needs_no_database_itself(person: People) -> None:
    client = sign_in(person(Role.COUNSELLOR), Door.PORTAL)
    client.raise_request_exception = False
    assert client.get("/cases/").status_code == 200
    with connection.execute_wrapper(broken(OperationalError)):
        answer = client.get("/cases/")
    assert answer.status_code == 503
    assert "Podatkovna baza" in answer.content.decode()


def test_who_was_not_let_in_yet_finds_nothing_of_what_was_sent(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = Form(person(Role.COUNSELLOR), "note")
    monkeypatch.setattr("portal.access.gate.statement_is_accepted", broken(OperationalError))
    answer = form.send()
    assert answer.status_code == 503
    assert "Forty minutes" not in answer.content.decode()


def test_another_fault_is_no_busy_database(person: People, monkeypatch: pytest.MonkeyPatch) -> None:
    form = Form(person(Role.COUNSELLOR), "note")
    monkeypatch.setattr("cases.views.note_write", broken(ValueError))
    answer = form.send()
    assert answer.status_code == 500
    assert "Forty minutes" not in answer.content.decode()
