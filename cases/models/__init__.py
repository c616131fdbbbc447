from cases.models.case import Case, CaseKey, CaseMember
from cases.models.note import Note

__all__ = ["Case", "CaseKey", "CaseMember", "Note"]
