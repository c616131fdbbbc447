from datetime import date

from cases.models import Case, Document, IdentityRecord, Note
from cases.services import case_open, document_add, identity_write, note_write
from portal.models import User
from portal.uploads.cleaning import CleanedFile


def make_case(owner: User, *notes: str) -> Case:
    case = case_open(actor=owner)
    for text in notes:
        note_write(actor=owner, case=case, text=text)
    return case


def note_of(case: Case) -> Note:
    return Note.objects.get(case=case)


def make_document(
    owner: User, case: Case, content: bytes = b"what it says", name: str = "report.txt"
) -> Document:
    file = CleanedFile(name=name, media_type="text/plain; charset=utf-8", content=content)
    return document_add(actor=owner, case=case, file=file)


def make_identity(
    owner: User,
    case: Case,
    name: str = "Vzorčna Oseba",
    birth_date: date | None = date(1998, 3, 1),
    **details: str,
) -> IdentityRecord:
    return identity_write(actor=owner, case=case, name=name, birth_date=birth_date, details=details)
