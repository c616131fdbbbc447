"""Who may read the organisation's knowledge, and who looks after it."""

from wagtail.models import Page

from portal.enums import KNOWLEDGE_ROLES
from portal.models import User
from portal.policies import user_can_edit_pages


def user_can_read_knowledge(user: User) -> bool:
    return user.has_role(*KNOWLEDGE_ROLES)


def user_can_edit_knowledge(user: User) -> bool:
    """Who may edit the texts may see all of them, whomever they are for."""
    return user_can_edit_pages(user)


def user_can_look_after_page(user: User, page: Page) -> bool:
    """Review it, add a wording to it: editors, where Wagtail lets them edit."""
    return user_can_edit_knowledge(user) and page.permissions_for_user(user).can_edit()
