"""Rows with an envelope in every sealed column, made through the real sealing functions."""

import secrets
import uuid
from collections.abc import Callable
from datetime import date

from cases.case_keys import case_key_new, case_key_open, case_record_place
from cases.codes import case_code_new
from cases.enums import KeyPurpose
from cases.models import Case, CaseKey, CaseMember, Document, IdentityRecord, Note
from portal.drafts import draft_keep
from portal.enums import Role
from portal.letterboxes import letterbox_make
from portal.models import User
from portal.sealing.master_keys import KeyRing
from portal.sealing.values import seal_date, seal_file, seal_json, seal_text
from tests.factories.call_backs import make_call_back, make_request

People = Callable[..., User]


def fill_cases(owner: User, count: int) -> list[Case]:
    """So many cases of one owner, each with both keys."""
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(case_code_new())
    cases = Case.objects.bulk_create([Case(id=uuid.uuid4(), code=code) for code in codes])
    CaseMember.objects.bulk_create([CaseMember(case=case, user=owner) for case in cases])
    CaseKey.objects.bulk_create(
        [case_key_new(case, purpose) for case in cases for purpose in KeyPurpose]
    )
    return cases


def fill_note(case: Case, author: User, text: str) -> Note:
    note = Note(id=uuid.uuid4(), case=case, author=author)
    note.sealed_text = seal_text(text, case_key_open(case), case_record_place(note, "sealed_text"))
    note.save(force_insert=True)
    return note


def fill_document(case: Case, author: User, name: str, content: bytes) -> Document:
    key = case_key_open(case)
    document = Document(id=uuid.uuid4(), case=case, added_by=author, size=len(content))
    document.sealed_name = seal_text(name, key, case_record_place(document, "sealed_name"))
    document.sealed_content = seal_file(content, key, case_record_place(document, "sealed_content"))
    document.save(force_insert=True)
    return document


def fill_identity(case: Case, author: User, name: str) -> IdentityRecord:
    key = case_key_open(case, KeyPurpose.IDENTITY)
    record = IdentityRecord(id=uuid.uuid4(), case=case, written_by=author)
    record.sealed_name = seal_text(name, key, case_record_place(record, "sealed_name"))
    record.sealed_birth_date = seal_date(
        date(2000, 2, 29), key, case_record_place(record, "sealed_birth_date")
    )
    record.sealed_details = seal_json(
        {"note": name}, key, case_record_place(record, "sealed_details")
    )
    record.save(force_insert=True)
    return record


def fill_every_column(person: People, cases: int = 4) -> User:
    """A counsellor with cases, each with a note, a document and an identity, and with drafts."""
    owner = person(Role.COUNSELLOR)
    for case in fill_cases(owner, cases):
        fill_note(case, owner, f"note {secrets.token_hex(8)}")
        fill_document(case, owner, f"{secrets.token_hex(8)}.pdf", secrets.token_bytes(300))
        fill_identity(case, owner, f"name {secrets.token_hex(8)}")
        draft_keep(
            user=owner, path=f"/cases/{case.code}/notes/", draft_id=uuid.uuid4(),
            fields={"text": secrets.token_hex(8)},
        )  # fmt: skip
        draft_keep(
            user=owner, path=f"/cases/{case.code}/identity/save/", draft_id=uuid.uuid4(),
            fields={"name": secrets.token_hex(8)}, ring=KeyRing.IDENTITY,
        )  # fmt: skip
        letterbox_make()
        make_call_back(make_request(contact=secrets.token_hex(8)))
        person(Role.VOLUNTEER)
    return owner
