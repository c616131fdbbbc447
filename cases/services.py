"""Changes to cases: validate, change and record in one transaction."""

import hashlib
import uuid
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from cases.case_keys import case_key_open, case_keys_make, case_record_place
from cases.codes import case_code_new
from cases.enums import KeyPurpose, MemberPart
from cases.identity_openings import IDENTITY_FIELDS, Marks, identity_marks
from cases.models import Case, CaseMember, Document, IdentityRecord, Note
from cases.policies import (
    user_can_add_document,
    user_can_open_case,
    user_can_remove_document,
    user_can_write_identity,
    user_can_write_note,
)
from cases.selectors import identity_in_clear, note_place
from portal.audit.selectors import audit_has_recorded
from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User
from portal.sealing.envelope import DataKey
from portal.sealing.values import seal_file, seal_json, seal_text, unseal_file, unseal_text
from portal.uploads.cleaning import CleanedFile

SENT_TWICE_WITHIN = timedelta(minutes=10)


class NotAllowedError(Exception):
    """The actor may not make this change."""


class CaseFormUsedError(Exception):
    """A form came back that opened a case a while ago, or for somebody else."""

    def __init__(self, case: Case) -> None:
        super().__init__("this form opened a case before")
        self.case = case


class IdentityChangedError(Exception):
    """Between opening and saving somebody changed fields of the identity."""

    def __init__(self, fields: tuple[str, ...], written_by: User, written_on: date) -> None:
        super().__init__("an identity was changed meanwhile")
        self.fields = fields
        self.written_by, self.written_on = written_by, written_on


@transaction.atomic
def case_open(*, actor: User, case_id: uuid.UUID | None = None) -> Case:
    """Open a case owned by the actor, with a random code and a key of its own.

    The same `case_id` again within minutes, from a form sent twice, opens no second case. Raises
    CaseFormUsedError when it comes later: that is an old form, and meant for another person.
    """
    if not user_can_open_case(actor):
        raise NotAllowedError
    opened = Case.objects.visible_to(actor).filter(pk=case_id).first() if case_id else None
    if opened is not None:
        if _is_sent_twice(actor, opened):
            return opened
        raise CaseFormUsedError(opened)
    case = Case(id=_unused_id(Case, case_id), code=_unused_code())
    case.save(force_insert=True)
    CaseMember.objects.create(case=case, user=actor, part=MemberPart.OWNER)
    case_keys_make(case)
    audit_record(
        actor=actor, action=AuditAction.CASE_OPENED, subject_kind="case", subject_id=case.pk
    )
    return case


@transaction.atomic
def note_write(*, actor: User, case: Case, text: str, note_id: uuid.UUID | None = None) -> Note:
    """Write a sealed note on a case; the same text with the same `note_id` writes no second one."""
    if not user_can_write_note(actor, case):
        raise NotAllowedError
    key = case_key_open(case)
    written = case.notes.filter(pk=note_id, author=actor).first() if note_id else None
    # More text under the same id comes from a browser that put an old form back.
    if (
        written is not None
        and unseal_text(bytes(written.sealed_text), key, note_place(written)) == text
    ):
        return written
    note = Note(id=_unused_id(Note, note_id), case=case, author=actor)
    note.sealed_text = seal_text(text, key, note_place(note))
    note.save(force_insert=True)
    audit_record(
        actor=actor, action=AuditAction.NOTE_WRITTEN, subject_kind="case", subject_id=case.pk
    )
    return note


@transaction.atomic
def document_add(
    *, actor: User, case: Case, file: CleanedFile, document_id: uuid.UUID | None = None
) -> Document:
    """Keep a cleaned file sealed on a case; the same file with the same `document_id` again keeps
    no second one.
    """
    case = _case_locked(case)
    if not user_can_add_document(actor, case):
        raise NotAllowedError
    key = case_key_open(case)
    added = case.documents.filter(pk=document_id, added_by=actor).first() if document_id else None
    # Another file under the same id comes from a browser that put an old form back.
    if added is not None and _is_same_file(added, file, key):
        return added
    document = Document(id=_unused_id(Document, document_id), case=case, added_by=actor)
    document.media_type, document.size = file.media_type, len(file.content)
    document.sealed_name = seal_text(file.name, key, case_record_place(document, "sealed_name"))
    sealed = seal_file(file.content, key, case_record_place(document, "sealed_content"))
    document.sealed_content, document.sha256 = sealed, hashlib.sha256(sealed).hexdigest()
    document.save(force_insert=True)
    audit_record(
        actor=actor, action=AuditAction.DOCUMENT_ADDED, subject_kind="case", subject_id=case.pk
    )
    return document


@transaction.atomic
def document_remove(*, actor: User, document: Document) -> None:
    """Remove a document for good: its content lies in its row and nowhere else."""
    _case_locked(document.case)
    if not user_can_remove_document(actor, document):
        raise NotAllowedError
    Document.objects.filter(pk=document.pk).delete()
    audit_record(
        actor=actor,
        action=AuditAction.DOCUMENT_REMOVED,
        subject_kind="case",
        subject_id=document.case_id,
    )


@transaction.atomic
def identity_write(
    *,
    actor: User,
    case: Case,
    name: str,
    birth_date: date | None,
    details: dict[str, str],
    shown: Marks | None = None,
) -> IdentityRecord:
    """Write who the person of a case is, in place of what was known before.

    `shown`: the fields as the actor saw them. Raises IdentityChangedError when what stands there
    now is neither that nor what she writes. The same once more writes nothing.
    """
    case = _case_locked(case)
    if not user_can_write_identity(actor, case):
        raise NotAllowedError
    record = IdentityRecord.objects.filter(case=case).first()
    if record is not None:
        there = identity_marks(case, identity_in_clear(case, record).fields)
        written = identity_marks(case, {**details, "name": name, "birth_date": birth_date})
        if there == written:
            return record
        _refuse_if_changed(record, there, written, shown)
    record = record or IdentityRecord(case=case)
    key = case_key_open(case, KeyPurpose.IDENTITY)
    day = birth_date.isoformat() if birth_date else None
    record.sealed_name = seal_text(name, key, case_record_place(record, "sealed_name"))
    record.sealed_birth_date = seal_json(day, key, case_record_place(record, "sealed_birth_date"))
    record.sealed_details = seal_json(details, key, case_record_place(record, "sealed_details"))
    record.written_by, record.written_on = actor, timezone.localdate()
    record.save()
    audit_record(
        actor=actor, action=AuditAction.IDENTITY_WRITTEN, subject_kind="case", subject_id=case.pk
    )
    return record


def _is_sent_twice(actor: User, case: Case) -> bool:
    # The case itself knows only its day.
    return audit_has_recorded(
        actor=actor,
        action=AuditAction.CASE_OPENED,
        subject_kind="case",
        subject_id=case.pk,
        since=timezone.now() - SENT_TWICE_WITHIN,
    )


def _refuse_if_changed(
    record: IdentityRecord, there: Marks, written: Marks, shown: Marks | None
) -> None:
    if shown is None:
        return
    changed = tuple(
        name for name in IDENTITY_FIELDS if there[name] not in {shown[name], written[name]}
    )
    if changed:
        raise IdentityChangedError(changed, record.written_by, record.written_on)


def _is_same_file(document: Document, file: CleanedFile, key: DataKey) -> bool:
    """Raises SealError when the document was changed."""
    if document.size != len(file.content):
        return False
    content = case_record_place(document, "sealed_content")
    name = case_record_place(document, "sealed_name")
    return (
        unseal_text(bytes(document.sealed_name), key, name) == file.name
        and unseal_file(bytes(document.sealed_content), key, content) == file.content
    )


def _case_locked(case: Case) -> Case:
    """Changes of one case take turns, so that a form sent twice at once is seen as such."""
    return Case.objects.select_for_update().get(pk=case.pk)


def _unused_id(
    model: type[Case] | type[Note] | type[Document], wanted: uuid.UUID | None
) -> uuid.UUID:
    """The id that the form brought, unless it is another record's."""
    if wanted is None or model._base_manager.filter(pk=wanted).exists():
        return uuid.uuid4()
    return wanted


def _unused_code() -> str:
    code = case_code_new()
    while Case.objects.filter(code=code).exists():
        code = case_code_new()
    return code
