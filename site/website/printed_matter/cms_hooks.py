"""Printed matter in the menu of the cms."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.policies import user_can_edit_pages
from website.printed_matter.staff_views import cms_page


class PrintedMatterMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return user_can_edit_pages(user)


@hooks.register("register_admin_urls")
def printed_matter_urls() -> list[URLPattern]:
    return [path("printed-matter/", cms_page, name="website_printed_matter")]


@hooks.register("register_admin_menu_item")
def printed_matter_menu_item() -> MenuItem:
    return PrintedMatterMenuItem(
        _("Printed matter"),
        reverse_lazy("website_printed_matter"),
        name="printed-matter",
        icon_name="doc-full",
        order=155,
    )
