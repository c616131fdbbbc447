"""What the screens of cases need, scoped to the person. Every read of content is recorded before
the content is handed out, in the same transaction: a log that cannot be written stops the read.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.case_keys import case_key_open, case_record_place
from cases.models import Case, Note
from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User
from portal.sealing.envelope import Place
from portal.sealing.values import unseal_text


@dataclass(frozen=True, repr=False)
class OpenedNote:
    """A note in clear, for one screen."""

    text: str
    author_name: str
    written_at: datetime


@dataclass(frozen=True, repr=False)
class OpenedCase:
    case: Case
    notes: list[OpenedNote]


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
    return OpenedCase(case=case, notes=notes)


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


def note_place(note: Note) -> Place:
    return case_record_place(note, "sealed_text")
