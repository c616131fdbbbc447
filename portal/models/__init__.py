# First: the library of the passkeys asks for the user model as soon as it is loaded.
from portal.models.user import LanguageAssignment, RoleAssignment, User  # isort: skip

from portal.models.audit import AuditEvent, AuditHead
from portal.models.device import TotpDevice
from portal.models.draft import Draft
from portal.models.job import JobRun
from portal.models.letterbox import LetterboxKey
from portal.models.link import Link
from portal.models.passkey import Passkey
from portal.models.recovery import RecoveryCode, RecoverySheet
from portal.models.sign_in import PersonSession, SignInFailure
from portal.models.statement import Statement, StatementAcceptance

__all__ = [
    "AuditEvent",
    "AuditHead",
    "Draft",
    "JobRun",
    "LanguageAssignment",
    "LetterboxKey",
    "Link",
    "Passkey",
    "PersonSession",
    "RecoveryCode",
    "RecoverySheet",
    "RoleAssignment",
    "SignInFailure",
    "Statement",
    "StatementAcceptance",
    "TotpDevice",
    "User",
]
