from portal.models.audit import AuditEvent, AuditHead
from portal.models.device import TotpDevice
from portal.models.draft import Draft
from portal.models.sign_in import PersonSession, SignInFailure
from portal.models.user import RoleAssignment, User

__all__ = [
    "AuditEvent",
    "AuditHead",
    "Draft",
    "PersonSession",
    "RoleAssignment",
    "SignInFailure",
    "TotpDevice",
    "User",
]
