"""The upload of handbooks in the cms."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from knowledge.policies import user_can_edit_knowledge
from knowledge.uploads.urls import urlpatterns
from knowledge.uploads.views import UPLOADS


class HandbookImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return user_can_edit_knowledge(user)


@hooks.register("register_admin_urls")
def handbook_import_urls() -> list[Any]:
    return urlpatterns


@hooks.register("register_admin_menu_item")
def handbook_import_menu_item() -> MenuItem:
    return HandbookImportMenuItem(
        _("Handbook import"),
        reverse(UPLOADS),
        name="handbook-import",
        icon_name="upload",
        order=160,
    )
