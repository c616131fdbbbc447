"""Who may read the organisation's knowledge."""

from portal.enums import KNOWLEDGE_ROLES, Role
from portal.models import User


def user_can_read_knowledge(user: User) -> bool:
    return user.has_role(*KNOWLEDGE_ROLES)


def user_can_edit_knowledge(user: User) -> bool:
    """Who may edit the texts may see all of them, whomever they are for."""
    return user.has_role(Role.EDITOR)
