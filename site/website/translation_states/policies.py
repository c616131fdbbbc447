from wagtail.models import Page

from portal.enums import CMS_ROLES, Role
from portal.models import User


def user_can_see_translation_states(user: User) -> bool:
    """Whoever works on texts in the cms."""
    return user.has_role(*(CMS_ROLES - {Role.ADMINISTRATOR}))


def user_can_hold_translation(user: User, page: Page) -> bool:
    """To say that a translation holds is to approve it: for who may publish it."""
    return user_can_see_translation_states(user) and bool(
        page.permissions_for_user(user).can_publish()
    )
