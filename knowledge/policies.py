"""Who may read the organisation's knowledge."""

from portal.enums import KNOWLEDGE_ROLES
from portal.models import User


def user_can_read_knowledge(user: User) -> bool:
    return user.has_role(*KNOWLEDGE_ROLES)
