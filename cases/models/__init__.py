from cases.models.case import Case, CaseKey, CaseMember
from cases.models.document import Document
from cases.models.identity import IdentityRecord
from cases.models.note import Note

__all__ = ["Case", "CaseKey", "CaseMember", "Document", "IdentityRecord", "Note"]
