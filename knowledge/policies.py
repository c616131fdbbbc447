"""Who may read the organisation's knowledge, and who looks after it."""

from collections.abc import Iterable

from wagtail.models import Page

from knowledge.enums import Readers
from portal.enums import CASEWORK_ROLES, KNOWLEDGE_ROLES, Role
from portal.models import User
from portal.policies import user_can_edit_pages

READER_ROLES = {
    Readers.ALL: KNOWLEDGE_ROLES,
    Readers.COUNSELLORS: CASEWORK_ROLES | {Role.EDITOR},
    Readers.TEAM_LEADS: frozenset({Role.TEAM_LEAD, Role.EDITOR}),
}


def user_can_read_knowledge(user: User) -> bool:
    return user.has_role(*KNOWLEDGE_ROLES)


def readers_without(user: User) -> list[Readers]:
    """The circles of readers that a person does not belong to."""
    return [readers for readers, roles in READER_ROLES.items() if not user.has_role(*roles)]


def readers_narrowest(circles: Iterable[Readers]) -> Readers:
    """Whom something is for that stands within several circles of readers."""
    return min(circles, key=lambda readers: len(READER_ROLES[readers]), default=Readers.ALL)


def user_can_edit_knowledge(user: User) -> bool:
    """Who may edit the texts may see all of them, whomever they are for."""
    return user_can_edit_pages(user)


def user_can_look_after_page(user: User, page: Page) -> bool:
    """Review it, add a wording to it: editors, where Wagtail lets them edit."""
    return user_can_edit_knowledge(user) and page.permissions_for_user(user).can_edit()
