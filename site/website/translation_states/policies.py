from django.conf import settings
from wagtail.models import Page

from portal.enums import CMS_ROLES, Role
from portal.models import User
from portal.policies import user_can_approve_language


def user_can_see_translation_states(user: User) -> bool:
    """Whoever works on texts in the cms."""
    return user.has_role(*(CMS_ROLES - {Role.ADMINISTRATOR}))


def user_can_hold_translation(user: User, page: Page) -> bool:
    """Editors, and reviewers of its language; nobody of a source that she wrote herself.

    Who wrote the source, and who says that the translation holds, are two.
    """
    return user_can_approve_language(
        user, page.locale.language_code
    ) and user.pk not in _authors_of_source(page)


def _authors_of_source(page: Page) -> set[int | None]:
    sources = page.get_translations().filter(
        locale__language_code=settings.LANGUAGE_CODE, alias_of=None
    )
    return set(sources.values_list("live_revision__user_id", flat=True)) - {None}
