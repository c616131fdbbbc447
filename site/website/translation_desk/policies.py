from typing import Any

from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy


def user_can_translate_pages(user: Any) -> bool:
    """Whoever may change a public page in some language; which ones, the pages say."""
    return user.is_active and PagePermissionPolicy().user_has_any_permission(
        user, ["change", "publish"]
    )


def user_can_translate_page(user: Any, page: Page) -> bool:
    return bool(page.permissions_for_user(user).can_edit())


def user_can_compare_page(user: Any, page: Page) -> bool:
    """From a page that she may edit she may look at it in all languages."""
    return user_can_translate_page(user, page)
