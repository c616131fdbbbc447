"""Changes to cases: validate, change and record in one transaction."""

import uuid

from django.db import transaction

from cases.case_keys import case_key_open, case_keys_make
from cases.codes import case_code_new
from cases.enums import MemberPart
from cases.models import Case, CaseMember, Note
from cases.policies import user_can_open_case, user_can_write_note
from cases.selectors import note_place
from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User
from portal.sealing.values import seal_text, unseal_text


class NotAllowedError(Exception):
    """The actor may not make this change."""


@transaction.atomic
def case_open(*, actor: User, case_id: uuid.UUID | None = None) -> Case:
    """Open a case owned by the actor, with a random code and a key of its own.

    The same `case_id` again, from a form sent twice, opens no second case.
    """
    if not user_can_open_case(actor):
        raise NotAllowedError
    opened = Case.objects.visible_to(actor).filter(pk=case_id).first() if case_id else None
    if opened is not None:
        return opened
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


def _unused_id(model: type[Case] | type[Note], wanted: uuid.UUID | None) -> uuid.UUID:
    """The id that the form brought, unless it is another record's."""
    if wanted is None or model._base_manager.filter(pk=wanted).exists():
        return uuid.uuid4()
    return wanted


def _unused_code() -> str:
    code = case_code_new()
    while Case.objects.filter(code=code).exists():
        code = case_code_new()
    return code
