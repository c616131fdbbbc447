"""The buttons with which a check of the facts and a review of the language are noted."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from website.fact_checks import views
from website.fact_checks.policies import user_can_check_facts, user_can_sign_language
from website.fact_checks.services import CHECKED_ACTION, SIGNED_ACTION
from website.selectors import is_public_page


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("facts/<id:page_id>/checked/", views.facts_checked, name="website_facts_checked"),
        path("facts/<id:page_id>/signed/", views.language_signed, name="website_language_signed"),
    ]


@hooks.register("register_page_header_buttons")
def page_buttons(page: Page, user: Any, view_name: str, next_url: Any = None) -> Iterator[Button]:
    if not is_public_page(page):
        return
    specific = page.specific
    if user_can_check_facts(user, specific):
        yield Button(
            _("Facts checked today …"),
            reverse("website_facts_checked", args=[page.pk]),
            icon_name="calendar-check",
            priority=50,
        )
    if user_can_sign_language(user, specific):
        yield Button(
            _("Language reviewed today …"),
            reverse("website_language_signed", args=[page.pk]),
            icon_name="globe",
            priority=51,
        )


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        CHECKED_ACTION, gettext_lazy("Facts checked"), gettext_lazy("Facts checked")
    )
    actions.register_action(
        SIGNED_ACTION, gettext_lazy("Language reviewed"), gettext_lazy("Language reviewed")
    )
