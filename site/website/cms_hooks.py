"""Public pages in the cms: what is due, and what keeps them from going out."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.models import Page

from portal.policies import user_can_edit_pages
from website.limits import publication_problems, withdrawal_problems
from website.models import PublicPage
from website.panels import FactsPanel


@hooks.register("construct_homepage_panels")
def facts_panel(request: HttpRequest, panels: list[Any]) -> None:
    user: Any = request.user
    if user_can_edit_pages(user):
        panels.append(FactsPanel())


@hooks.register("before_bulk_action")
def refuse_to_publish_many(
    request: HttpRequest, action_type: str, objects: Sequence[Page], _action: Any
) -> HttpResponse | None:
    """Of several pages none goes out while one of them may not."""
    if request.method != "POST":
        return None
    pages = [page.specific for page in objects]
    refusals = [
        (page, problem.message)
        for page in pages
        if isinstance(page, PublicPage)
        for problem in _problems_of_action(action_type, page, pages)
    ]
    if not refusals:
        return None
    for page, message in refusals:
        messages.error(request, f"{page.title}: {message}")
    return redirect("wagtailadmin_explore", objects[0].get_parent().pk)


@hooks.register("before_unpublish_page")
@hooks.register("before_delete_page")
def refuse_to_withdraw_core(request: HttpRequest, page: Page) -> HttpResponse | None:
    specific = page.specific
    if request.method != "POST" or not isinstance(specific, PublicPage):
        return None
    problems = withdrawal_problems(specific)
    for problem in problems:
        messages.error(request, problem.message)
    return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk])) if problems else None


def _problems_of_action(action_type: str, page: PublicPage, pages: Sequence[Page]) -> Any:
    if action_type == "publish":
        return publication_problems(page.get_latest_revision_as_object())
    if action_type in {"unpublish", "delete"} and page.get_parent().specific not in pages:
        return withdrawal_problems(page)
    return []
