from cases.models import Case, Note
from cases.services import case_open, note_write
from portal.models import User


def make_case(owner: User, *notes: str) -> Case:
    case = case_open(actor=owner)
    for text in notes:
        note_write(actor=owner, case=case, text=text)
    return case


def note_of(case: Case) -> Note:
    return Note.objects.get(case=case)
