"""Reviews and new wordings in the cms."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from knowledge.law.cms_views import wording_new
from knowledge.models import LegalArticlePage, ReviewedPage
from knowledge.policies import user_can_edit_knowledge, user_can_look_after_page
from knowledge.reviews.panels import ReviewsPanel
from knowledge.reviews.views import review, reviews, reviews_results
from portal.models import User


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("reviews/", reviews, name="knowledge_reviews"),
        path("reviews/results/", reviews_results, name="knowledge_reviews_results"),
        path("reviews/<id:page_id>/", review, name="knowledge_review"),
        path("wordings/<id:page_id>/new/", wording_new, name="knowledge_wording_new"),
    ]


class ReviewsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return user_can_edit_knowledge(user)


@hooks.register("register_reports_menu_item")
def reviews_menu_item() -> MenuItem:
    return ReviewsMenuItem(
        gettext_lazy("Review dates"),
        reverse("knowledge_reviews"),
        name="knowledge-reviews",
        icon_name="calendar-check",
        order=50,
    )


@hooks.register("construct_homepage_panels")
def reviews_panel(request: HttpRequest, panels: list[Any]) -> None:
    user: Any = request.user
    if user_can_edit_knowledge(user):
        panels.append(ReviewsPanel())


@hooks.register("register_page_header_buttons")
def page_buttons(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    specific = page.specific
    if not isinstance(specific, ReviewedPage) or not user_can_look_after_page(user, page):
        return
    yield Button(
        _("Reviewed today …"),
        reverse("knowledge_review", args=[page.pk]),
        icon_name="calendar-check",
        priority=12,
    )
    if isinstance(specific, LegalArticlePage):
        yield Button(
            _("New wording …"),
            reverse("knowledge_wording_new", args=[page.pk]),
            icon_name="history",
            priority=11,
        )
