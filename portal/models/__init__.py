from portal.models.audit import AuditEvent, AuditHead
from portal.models.device import TotpDevice
from portal.models.user import RoleAssignment, User

__all__ = ["AuditEvent", "AuditHead", "RoleAssignment", "TotpDevice", "User"]
