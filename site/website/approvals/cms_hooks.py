"""Two pairs of eyes in the cms: where they decide, and the ways round them that are closed."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from portal.access.cms_rules import cms_rule_add
from portal.policies import (
    user_can_approve_language,
    user_can_be_second,
    user_is_bound_to_languages,
)
from website.approvals import views
from website.approvals.addresses import cms_address_is_open
from website.approvals.panels import ApprovalsPanel
from website.approvals.policies import user_can_take_down
from website.models import PublicPage
from website.selectors import is_public_page

cms_rule_add(cms_address_is_open)

MENU_OF_BOUND = frozenset(
    {"explorer", "website-approvals", "translation-desk", "translation-states"}
)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("approvals/", views.approvals, name="website_approvals"),
        path("approvals/<id:page_id>/", views.approval, name="website_approval"),
        path("approvals/<id:page_id>/take-down/", views.take_down, name="website_take_down"),
        path("approvals/<id:page_id>/put-back/", views.put_back, name="website_put_back"),
    ]


@hooks.register("construct_homepage_panels")
def approvals_panel(request: HttpRequest, panels: list[Any]) -> None:
    # Wagtail's own asks several questions a row, and lets approve without a look at the page.
    panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    user: Any = request.user
    if user_can_be_second(user):
        panels.append(ApprovalsPanel(request))


class ApprovalsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return user_can_be_second(user)


@hooks.register("register_admin_menu_item")
def approvals_item() -> MenuItem:
    return ApprovalsMenuItem(
        gettext_lazy("Second person"),
        reverse_lazy("website_approvals"),
        name="website-approvals",
        icon_name="check",
        order=140,
    )


@hooks.register("construct_main_menu")
def hide_what_is_closed(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """What a translator or reviewer would find closed behind the menu is not in it."""
    user: Any = request.user
    if user_is_bound_to_languages(user):
        menu_items[:] = [item for item in menu_items if item.name in MENU_OF_BOUND]


class DecideMenuItem(ActionMenuItem):
    """From the editor to the screen on which a second person decides."""

    name = "action-decide"
    icon_name = "check"

    def __init__(self, page: Page) -> None:
        super().__init__(order=-10)
        self.page = page
        self.label = _("Look at what waits …")

    def get_url(self, _parent_context: Any) -> str:
        return reverse("website_approval", args=[self.page.pk])


@hooks.register("construct_page_action_menu")
def decide_item(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    user: Any = request.user
    page = context.get("page")
    if not isinstance(page, PublicPage) or context.get("view") != "edit":
        return
    if page.workflow_in_progress and user_can_approve_language(user, page.language_code):
        menu_items.insert(0, DecideMenuItem(page))


@hooks.register("register_page_header_buttons")
def page_buttons(page: Page, user: Any, view_name: str, next_url: Any = None) -> Iterator[Button]:
    if not is_public_page(page):
        return
    if page.live and user_can_take_down(user, page.specific):
        yield Button(
            _("Take down in all languages …"),
            reverse("website_take_down", args=[page.pk]),
            icon_name="download",
            priority=70,
        )
    elif not page.live and page.first_published_at and user_can_take_down(user, page.specific):
        yield Button(
            _("Put back in all languages …"),
            reverse("website_put_back", args=[page.pk]),
            icon_name="upload",
            priority=70,
        )


@hooks.register("before_copy_page")
def refuse_public_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail publishes a copy without asking the page, and its copies below."""
    if request.method != "POST" or "publish_copies" not in request.POST:
        return None
    copied = page.get_descendants(inclusive=True).specific()
    if not any(isinstance(each, PublicPage) and each.needs_second_person for each in copied):
        return None
    messages.error(request, _("A copy begins as a draft; a second person lets it out."))
    return redirect("wagtailadmin_pages:copy", page.pk)
