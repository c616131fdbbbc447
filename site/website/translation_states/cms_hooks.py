"""Translations in the cms: the matrix, a page beside its source, what needs doing."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page, PageLogEntry

from portal.models import User
from website.enums import TranslationStatus
from website.selectors import is_public_page
from website.translation_states.panels import TranslationsPanel
from website.translation_states.policies import user_can_see_translation_states
from website.translation_states.selectors import is_source_page, translations_in_state
from website.translation_states.services import HELD_ACTION
from website.translation_states.views import difference, matrix


class TranslationsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return user_can_see_translation_states(user)


@hooks.register("register_admin_urls")
def translation_state_urls() -> list[URLPattern]:
    return [
        path("translation-states/", matrix, name="website_translations"),
        path("translation-states/<id:page_id>/", difference, name="website_translation_difference"),
    ]


@hooks.register("register_admin_menu_item")
def translations_menu_item() -> MenuItem:
    return TranslationsMenuItem(
        gettext_lazy("Translations"),
        reverse_lazy("website_translations"),
        name="translation-states",
        icon_name="globe",
        order=110,
    )


@hooks.register("construct_homepage_panels")
def translations_panel(request: HttpRequest, panels: list[Component]) -> None:
    user: Any = request.user
    if user_can_see_translation_states(user):
        panels.append(TranslationsPanel(user))


@hooks.register("register_page_header_buttons")
def translations_button(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """From a page to its translations, or from a translation to what it lacks."""
    if not (is_public_page(page) and user_can_see_translation_states(user)):
        return
    if not is_source_page(page):
        address = reverse("website_translation_difference", args=[page.pk])
        yield Button(_("Beside the source"), address, icon_name="globe", priority=15)
        return
    stale = len(translations_in_state(page, TranslationStatus.STALE))
    words = ngettext("%(count)d translation is stale", "%(count)d translations are stale", stale)
    address = f"{reverse('website_translations')}?page={page.pk}"
    label = words % {"count": stale} if stale else _("Translations")
    yield Button(label, address, icon_name="warning" if stale else "globe", priority=15)


@hooks.register("register_log_actions")
def translation_log_action(actions: LogActionRegistry) -> None:
    actions.register_action(HELD_ACTION)(TranslationHoldsFormatter)


class TranslationHoldsFormatter(LogFormatter):
    label = gettext_lazy("Translation holds")

    def format_message(self, log_entry: PageLogEntry) -> str:
        count = len(log_entry.data.get("blocks", []))
        words = ngettext(
            "Said of %(count)d part that the translation still holds",
            "Said of %(count)d parts that the translation still holds",
            count,
        )
        return words % {"count": count}
