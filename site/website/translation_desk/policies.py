from typing import Any

from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from portal.enums import LANGUAGE_ROLES, Role
from portal.policies import user_can_edit_language


def user_can_translate_pages(user: Any) -> bool:
    """Who works on texts and may change a public page in some language; the pages say which."""
    return user.has_role(Role.EDITOR, *LANGUAGE_ROLES) and bool(
        PagePermissionPolicy().user_has_any_permission(user, ["change", "publish"])
    )


def user_can_translate_page(user: Any, page: Page) -> bool:
    may_edit = user_can_edit_language(user, page.locale.language_code)
    return may_edit and bool(page.permissions_for_user(user).can_edit())


def user_can_see_version(user: Any, page: Page) -> bool:
    """Of languages that are not hers what visitors see, and no draft."""
    return page.live or user_can_translate_page(user, page)


def user_can_compare_page(user: Any, page: Page) -> bool:
    """From a page that she may edit she may look at it in all languages."""
    return user_can_translate_page(user, page)
