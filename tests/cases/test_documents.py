import hashlib
import io
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cases.codes import case_code_new
from cases.enums import CaseStatus
from cases.models import Case, CaseMember, Document
from cases.policies import user_can_add_document, user_can_remove_document
from cases.selectors import document_open
from cases.services import NotAllowedError, document_add, document_remove
from portal.audit import services as audit_services
from portal.doors import Door
from portal.enums import AuditAction, Role
from portal.models import AuditEvent, User
from portal.sealing.envelope import SealError
from portal.uploads.cleaning import CleanedFile
from tests.factories.cases import make_case, make_document
from tests.factories.uploads import CANARY, exif, jpeg, pdf, unpacked_pdf
from tests.security.test_headers import FILE_RULES
from tests.sign_in import door_client, sign_in

People = Callable[..., User]
NAME = "Poročilo zdravnice.txt"
CONTENT = "What the doctor wrote. Žäđ".encode()
FILE = CleanedFile(name=NAME, media_type="text/plain; charset=utf-8", content=CONTENT)


def send(client: Client, case: Case, content: bytes, name: str = NAME, **fields: str) -> Any:
    file = io.BytesIO(content)
    file.name = name
    return client.post(f"/cases/{case.code}/documents/", {"file": file, **fields})


def address(case: Case, document: Document, more: str = "") -> str:
    return f"/cases/{case.code}/documents/{document.pk}/{more}"


def new_actions(start: int) -> list[str]:
    events = AuditEvent.objects.filter(sequence__gt=start)
    return list(events.values_list("action", flat=True))


def test_a_member_adds_a_document_finds_it_in_the_list_and_gets_it_back(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    added = send(client, case, CONTENT)
    assert (added.status_code, added["Location"]) == (302, f"/cases/{case.code}/")
    document = case.documents.get()
    page = client.get(f"/cases/{case.code}/").content.decode()
    assert NAME in page
    assert address(case, document) in page
    answer = client.get(address(case, document))
    assert answer.content == CONTENT
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_a_document_is_handed_out_to_be_saved_under_a_policy_of_its_own(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    document = document_add(actor=owner, case=case, file=FILE)
    answer = sign_in(owner, Door.PORTAL).get(address(case, document))
    assert set(answer["Content-Security-Policy"].split("; ")) == FILE_RULES
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Poro%C4%8Dilo")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"


def test_each_request_leaves_exactly_one_event(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    start = AuditEvent.objects.count()
    send(client, case, CONTENT)
    document = case.documents.get()
    client.get(f"/cases/{case.code}/")
    client.get(address(case, document))
    send(client, case, b"<svg/>")
    client.get(address(case, document, "remove/"))
    client.post(address(case, document, "remove/"))
    client.get(address(case, document))
    assert new_actions(start) == [
        AuditAction.DOCUMENT_ADDED,
        AuditAction.CASE_READ,
        AuditAction.DOCUMENT_READ,
        AuditAction.CASE_READ,
        AuditAction.CASE_READ,
        AuditAction.DOCUMENT_REMOVED,
        AuditAction.ACCESS_REFUSED,
    ]
    about = AuditEvent.objects.filter(sequence__gt=start).values_list("subject_kind", "subject_id")
    assert set(about) == {("case", str(case.pk))}


def test_what_is_kept_was_cleaned_first(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    photo = jpeg(exif=exif())
    assert CANARY.encode() in photo
    send(client, case, photo, "IMG 1.exe")
    send(client, case, pdf(lambda document: document.docinfo.__setitem__("/Author", CANARY)))
    assert case.documents.count() == 2
    for document in case.documents.all():
        opened = document_open(user=owner, code=case.code, document_id=document.pk)
        assert opened is not None
        assert document.size == len(opened.content)
        assert CANARY.encode() not in opened.content
        if opened.media_type == "application/pdf":
            assert CANARY.encode() not in unpacked_pdf(opened.content)
        else:
            assert opened.name == "IMG 1.exe.jpg"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='x'/>", "Datotek te vrste ne sprejemamo"),
        (b"\x89PNG\r\n\x1a\n", "poškodovana"),
        (b"", "prazna"),
    ],
)
def test_a_refused_file_is_answered_with_words_on_the_page_of_the_case(
    person: People, content: bytes, words: str
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner, "a note")
    answer = send(sign_in(owner, Door.PORTAL), case, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "a note" in answer.content.decode()
    assert case.documents.count() == 0


def test_without_a_file_the_form_asks_for_one(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    answer = sign_in(owner, Door.PORTAL).post(f"/cases/{case.code}/documents/", {})
    assert answer.status_code == 422
    assert "Najprej izberite datoteko" in answer.content.decode()


def test_a_file_over_the_limit_is_answered_in_the_persons_language(
    person: People, settings: Any
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    too_large = b"a" * (1024 * 1024 + 1)
    assert "Datoteka je prevelika: največ 1 MB." in send(client, case, too_large).content.decode()
    User.objects.filter(pk=owner.pk).update(language="en")
    answer = send(client, case, too_large)
    assert answer.status_code == 422
    assert "The file is too large: 1 MB at most." in answer.content.decode()
    assert case.documents.count() == 0


def test_an_upload_of_three_megabytes_leaves_nothing_in_the_folder_for_passing_files(
    person: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    assert send(client, case, CANARY.encode() * 130_000).status_code == 302
    assert case.documents.get().size > 3_000_000
    client.get(address(case, case.documents.get()))
    assert list(tmp_path.iterdir()) == []


def test_a_form_sent_twice_keeps_one_document(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    form_id = client.get(f"/cases/{case.code}/").context["upload_form"]["form_id"].value()
    start = AuditEvent.objects.count()
    for _click in range(2):
        assert send(client, case, CONTENT, form_id=str(form_id)).status_code == 302
    assert str(case.documents.get().pk) == str(form_id)
    assert new_actions(start) == [AuditAction.DOCUMENT_ADDED]


def test_the_id_of_somebody_elses_document_changes_nothing_of_theirs(person: People) -> None:
    owner, other = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    case = make_case(owner)
    document = make_document(owner, case)
    mine = document_add(actor=other, case=make_case(other), file=FILE, document_id=document.pk)
    assert mine.pk != document.pk
    opened = document_open(user=owner, code=case.code, document_id=document.pk)
    assert opened is not None
    assert opened.content == b"what it says"


def test_foreign_missing_and_misplaced_documents_answer_alike(person: People) -> None:
    owner, stranger = person(Role.COUNSELLOR), person(Role.COUNSELLOR)
    case, other_case = make_case(owner), make_case(owner)
    document = make_document(owner, case)
    hers = sign_in(owner, Door.PORTAL)
    assert hers.get(address(case, document)).status_code == 200
    foreign = sign_in(stranger, Door.PORTAL)
    own = make_case(stranger)
    missing = f"/cases/{case_code_new()}/documents/{uuid.uuid4()}/"
    for more in ("", "remove/"):
        answers = [
            foreign.get(address(case, document, more)),
            foreign.get(missing + more),
            foreign.get(address(own, document, more)),
            foreign.get(f"/cases/{own.code}/documents/{uuid.uuid4()}/{more}"),
            hers.get(address(other_case, document, more)),
            foreign.post(address(case, document, more)) if more else foreign.get(missing),
            hers.post(address(other_case, document, more)) if more else foreign.get(missing),
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({str(dict(answer.headers)) for answer in answers}) == 1
        for answer in answers:
            assert "Content-Disposition" not in answer.headers
            assert "report.txt" not in answer.content.decode()
    assert Document.objects.filter(pk=document.pk).exists()


def test_a_stranger_adds_nothing_and_her_file_is_not_even_opened(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case(person(Role.COUNSELLOR))
    stranger = person(Role.COUNSELLOR)
    opened: list[bytes] = []
    monkeypatch.setattr(
        "portal.uploads.forms.upload_clean", lambda content, _name: opened.append(content)
    )
    assert send(sign_in(stranger, Door.PORTAL), case, CONTENT).status_code == 404
    assert opened == []
    assert not user_can_add_document(stranger, case)
    with pytest.raises(NotAllowedError):
        document_add(actor=stranger, case=case, file=FILE)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.EDITOR, Role.VOLUNTEER])
def test_other_roles_reach_no_document_even_as_members(person: People, role: Role) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    document = make_document(owner, case)
    intruder = person(role, is_superuser=True, is_staff=True)
    CaseMember.objects.create(case=case, user=intruder)
    client = sign_in(intruder, Door.PORTAL)
    for path in (address(case, document), address(case, document, "remove/")):
        assert client.get(path).status_code == client.post(path).status_code == 404
    assert not user_can_remove_document(intruder, document)


def test_nobody_gets_a_document_without_signing_in(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    answer = door_client(Door.PORTAL).get(address(case, make_document(owner, case)))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_removing_asks_first_and_then_the_document_is_gone_for_good(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    document = make_document(owner, case)
    client = sign_in(owner, Door.PORTAL)
    question = client.get(address(case, document, "remove/")).content.decode()
    assert "report.txt" in question
    assert "report" not in question.split("</title>")[0]
    assert Document.objects.filter(pk=document.pk).exists()
    assert client.get(address(case, document)).status_code == 200
    removed = client.post(address(case, document, "remove/"))
    assert (removed.status_code, removed["Location"]) == (302, f"/cases/{case.code}/")
    assert not Document.objects.filter(pk=document.pk).exists()
    assert client.get(address(case, document)).status_code == 404
    assert "report.txt" not in client.get(f"/cases/{case.code}/").content.decode()


def test_a_closed_case_hands_out_its_documents_and_takes_none(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    document = make_document(owner, case)
    client = sign_in(owner, Door.PORTAL)
    Case.objects.filter(pk=case.pk).update(status=CaseStatus.CLOSED)
    assert client.get(address(case, document)).content == b"what it says"
    answers = [send(client, case, CONTENT), client.post(address(case, document, "remove/"))]
    for answer in answers:
        assert answer.status_code == 422
        assert "Primer je zaprt" in answer.content.decode()
    assert case.documents.get() == document
    for change in (
        lambda: document_add(actor=owner, case=case, file=FILE),
        lambda: document_remove(actor=owner, document=document),
    ):
        with pytest.raises(NotAllowedError):
            change()


def test_an_envelope_moved_to_another_document_or_column_does_not_open(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    one, two = make_document(owner, case, b"first"), make_document(owner, case, b"second")
    opened = document_open(user=owner, code=case.code, document_id=one.pk)
    assert opened is not None
    assert opened.content == b"first"
    for moved in (two.sealed_content, one.sealed_name):
        Document.objects.filter(pk=one.pk).update(sealed_content=moved)
        with pytest.raises(SealError):
            document_open(user=owner, code=case.code, document_id=one.pk)


def test_equal_files_of_two_cases_do_not_show_as_equal(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    one, two = (make_document(owner, make_case(owner)) for _case in range(2))
    assert one.sha256 != two.sha256
    assert one.sha256 == hashlib.sha256(bytes(one.sealed_content)).hexdigest()


def test_when_the_log_cannot_be_written_no_document_is_read_added_or_removed(
    person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    document = make_document(owner, case)

    def full_disk(*_args: object) -> str:
        raise OSError("no space left")

    monkeypatch.setattr(audit_services, "event_hash", full_disk)
    for act in (
        lambda: document_open(user=owner, code=case.code, document_id=document.pk),
        lambda: document_add(actor=owner, case=case, file=FILE),
        lambda: document_remove(actor=owner, document=document),
    ):
        with pytest.raises(OSError, match="no space"):
            act()
    assert case.documents.get() == document


def test_a_fault_shows_neither_name_nor_content(
    person: People, monkeypatch: pytest.MonkeyPatch, error_log: io.StringIO
) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    client.raise_request_exception = False

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError(f"{NAME} {CONTENT.decode()}")

    monkeypatch.setattr("cases.services.seal_file", broken)
    answer = send(client, case, CONTENT)
    assert answer.status_code == 500
    shown = answer.content.decode() + error_log.getvalue()
    assert "RuntimeError" in shown
    assert "zdravnice" not in shown
    assert "doctor" not in shown


def test_another_file_sent_with_an_old_form_is_kept_beside_the_first(person: People) -> None:
    owner = person(Role.COUNSELLOR)
    case = make_case(owner)
    client = sign_in(owner, Door.PORTAL)
    form_id = str(uuid.uuid4())
    send(client, case, CONTENT, form_id=form_id)
    send(client, case, CONTENT, form_id=form_id)
    assert str(case.documents.get().pk) == form_id
    for content, name in ((b"what the lawyer wrote", NAME), (CONTENT, "under another name.txt")):
        assert send(client, case, content, name, form_id=form_id).status_code == 302
    ids = case.documents.values_list("pk", flat=True)
    opened = [document_open(user=owner, code=case.code, document_id=pk) for pk in ids]
    assert sorted((document.name, document.content) for document in opened if document) == [
        (NAME, CONTENT),
        (NAME, b"what the lawyer wrote"),
        ("under another name.txt", CONTENT),
    ]
