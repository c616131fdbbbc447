"""What the screens of cases need, scoped to the person. Every read of content is recorded before
the content is handed out, in the same transaction: a log that cannot be written stops the read.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from cases.case_keys import case_key_open, case_record_place
from cases.enums import CaseStatus, IdentityReason, KeyPurpose
from cases.models import Case, Document, IdentityRecord, Note
from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User
from portal.sealing.envelope import DataKey, Place
from portal.sealing.values import unseal_file, unseal_json, unseal_text


@dataclass(frozen=True, repr=False)
class OpenedNote:
    """A note in clear, for one screen."""

    text: str
    author_name: str
    written_at: datetime


@dataclass(frozen=True, repr=False)
class ListedDocument:
    """A document as the page of its case lists it: its name in clear, its content untouched."""

    id: uuid.UUID
    name: str
    size: int
    added_on: date
    added_by_name: str


@dataclass(frozen=True, repr=False)
class OpenedDocument:
    """A document in clear, for one answer."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, repr=False)
class OpenedCase:
    case: Case
    notes: list[OpenedNote]
    documents: list[ListedDocument]

    @property
    def is_closed(self) -> bool:
        return self.case.status == CaseStatus.CLOSED


@dataclass(frozen=True, repr=False)
class OpenedIdentity:
    """Who the person is, in clear, for one screen. What is not known is empty."""

    case: Case
    name: str = ""
    birth_date: date | None = None
    details: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, object]:
        return {**self.details, "name": self.name, "birth_date": self.birth_date}


@transaction.atomic
def cases_of(user: User) -> list[Case]:
    """The person's own cases, newest first."""
    audit_record(actor=user, action=AuditAction.CASES_LISTED, subject_kind="person",
                 subject_id=user.pk)  # fmt: skip
    return list(Case.objects.visible_to(user))


@transaction.atomic
def case_read(*, user: User, code: str) -> OpenedCase | None:
    """A case with its notes in clear, or None when it is not there for this person.

    Raises SealError when something sealed was changed.
    """
    case = case_visible(user=user, code=code)
    if case is None:
        return None
    audit_record(actor=user, action=AuditAction.CASE_READ, subject_kind="case", subject_id=case.pk)
    key = case_key_open(case)
    notes = [
        OpenedNote(
            text=unseal_text(bytes(note.sealed_text), key, note_place(note)),
            author_name=note.author.display_name,
            written_at=note.written_at,
        )
        for note in case.notes.select_related("author")
    ]
    # Contents may be large, and the page shows none.
    documents = case.documents.select_related("added_by").defer("sealed_content")
    listed = [_listed(document, key) for document in documents]
    return OpenedCase(case=case, notes=notes, documents=listed)


@transaction.atomic
def case_look(*, user: User, code: str) -> Case | None:
    """A case without its content, for the pages that only ask something about it."""
    case = case_visible(user=user, code=code)
    if case is not None:
        audit_record(
            actor=user, action=AuditAction.CASE_READ, subject_kind="case", subject_id=case.pk
        )
    return case


@transaction.atomic
def document_look(*, user: User, code: str, document_id: uuid.UUID) -> ListedDocument | None:
    """A document's name in clear, to ask about it. Raises SealError when it was changed."""
    document = document_visible(user=user, code=code, document_id=document_id)
    if document is None:
        return None
    audit_record(
        actor=user,
        action=AuditAction.CASE_READ,
        subject_kind="case",
        subject_id=document.case_id,
    )
    return _listed(document, case_key_open(document.case))


@transaction.atomic
def document_open(*, user: User, code: str, document_id: uuid.UUID) -> OpenedDocument | None:
    """A document in clear, or None when it is not there for this person.

    Raises SealError when something sealed was changed.
    """
    document = document_visible(user=user, code=code, document_id=document_id)
    if document is None:
        return None
    audit_record(
        actor=user,
        action=AuditAction.DOCUMENT_READ,
        subject_kind="case",
        subject_id=document.case_id,
    )
    key = case_key_open(document.case)
    sealed = bytes(document.sealed_content)
    return OpenedDocument(
        name=_document_name(document, key),
        media_type=document.media_type,
        content=unseal_file(sealed, key, case_record_place(document, "sealed_content")),
    )


def document_visible(*, user: User, code: str, document_id: uuid.UUID) -> Document | None:
    """The document, its content still sealed, if the person is a member of this very case."""
    case = case_visible(user=user, code=code)
    if case is None:
        return None
    document = (
        case.documents.select_related("case", "added_by")
        .defer("sealed_content")
        .filter(pk=document_id)
        .first()
    )
    if document is None:
        with transaction.atomic():
            audit_record(
                actor=user,
                action=AuditAction.ACCESS_REFUSED,
                subject_kind="case",
                subject_id=case.pk,
            )
    return document


@transaction.atomic
def identity_open(*, user: User, code: str, reason: IdentityReason) -> OpenedIdentity | None:
    """Who the person of a case is, or None when the case is not there for this person.

    The reason stands in the log beside the case. Raises SealError when something was changed.
    """
    case = case_visible(user=user, code=code)
    if case is None:
        return None
    audit_record(
        actor=user,
        action=AuditAction.IDENTITY_READ,
        subject_kind=f"identity:{reason.value}",
        subject_id=case.pk,
    )
    return identity_in_clear(case, IdentityRecord.objects.filter(case=case).first())


def case_visible(*, user: User, code: str) -> Case | None:
    """The case if the person is a member; a refusal is recorded, whether or not it exists."""
    case = Case.objects.visible_to(user).filter(code=code).first()
    if case is None:
        # The id, never the typed code: what was typed may be anything.
        known = Case.objects.filter(code=code).values_list("pk", flat=True).first()
        with transaction.atomic():
            audit_record(
                actor=user,
                action=AuditAction.CASE_REFUSED,
                subject_kind="case",
                subject_id=known or "",
            )
    return case


def identity_in_clear(case: Case, record: IdentityRecord | None) -> OpenedIdentity:
    """For who has recorded the reading, or hands nothing out. Raises SealError."""
    if record is None:
        return OpenedIdentity(case=case)
    key = case_key_open(case, KeyPurpose.IDENTITY)
    name = bytes(record.sealed_name)
    born = unseal_json(
        bytes(record.sealed_birth_date), key, case_record_place(record, "sealed_birth_date")
    )
    return OpenedIdentity(
        case=case,
        name=unseal_text(name, key, case_record_place(record, "sealed_name")),
        birth_date=date.fromisoformat(born) if born else None,
        details=unseal_json(
            bytes(record.sealed_details), key, case_record_place(record, "sealed_details")
        ),
    )


def note_place(note: Note) -> Place:
    return case_record_place(note, "sealed_text")


def _listed(document: Document, key: DataKey) -> ListedDocument:
    return ListedDocument(
        id=document.id,
        name=_document_name(document, key),
        size=document.size,
        added_on=document.added_on,
        added_by_name=document.added_by.display_name,
    )


def _document_name(document: Document, key: DataKey) -> str:
    place = case_record_place(document, "sealed_name")
    return unseal_text(bytes(document.sealed_name), key, place)
