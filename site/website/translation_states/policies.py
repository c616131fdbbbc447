from wagtail.models import Page

from portal.enums import CMS_ROLES, Role
from portal.models import User
from portal.policies import user_can_approve_language


def user_can_see_translation_states(user: User) -> bool:
    """Whoever works on texts in the cms."""
    return user.has_role(*(CMS_ROLES - {Role.ADMINISTRATOR}))


def user_can_hold_translation(user: User, page: Page) -> bool:
    """Editors, and reviewers of its language. No word changes, hence one person is enough."""
    return user_can_approve_language(user, page.locale.language_code)
