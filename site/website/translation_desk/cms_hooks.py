"""The translators' desk in the cms, and what closes the traps of wagtail-localize there."""

from collections.abc import Iterator
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail_localize import wagtail_hooks as localize_hooks
from wagtail_localize.locales.components import LOCALE_COMPONENTS
from wagtail_localize.models import LocaleSynchronization

from website.selectors import is_public_page
from website.translation_desk import views
from website.translation_desk.policies import user_can_translate_pages
from website.translation_desk.selectors import languages_still_public

CONVERT_TO_ALIAS = "localize-convert-to-alias"
_HEADER_BUTTONS = ("register_page_header_buttons", "register_page_listing_more_buttons")


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return user_can_translate_pages(request.user)


@hooks.register("register_admin_menu_item")
def desk_menu_item() -> MenuItem:
    return DeskMenuItem(
        _("Translators' desk"),
        reverse_lazy(views.DESK),
        name="translation-desk",
        icon_name="wagtail-localize-language",
        order=150,
    )


# Before wagtail-localize's own addresses, which are the same, and the knowledge's.
@hooks.register("register_admin_urls", order=-2)
def desk_urls() -> list[URLPattern]:
    translate = "localize/translate/<id:translation_id>"
    return [
        path("localize/desk/", views.desk, name=views.DESK),
        path(
            "localize/desk/<slug:language_code>/po/",
            views.language_catalogue,
            name="website_language_catalogue",
        ),
        path(
            "localize/desk/<slug:language_code>/po/take/",
            views.language_catalogue_take,
            name="website_language_catalogue_take",
        ),
        path(
            "localize/desk/page/<id:page_id>/languages/",
            views.comparison,
            name="website_comparison",
        ),
        path(
            "localize/desk/page/<id:page_id>/frame/<slug:shown_in>/",
            views.comparison_frame,
            name="website_comparison_frame",
        ),
        path(f"{translate}/propose/", views.translation_send, name="website_translation_propose"),
        path(f"{translate}/strings/<id:string_segment_id>/edit/", views.text_edit),
        path(f"{translate}/pofile/download/", views.page_catalogue),
        path(f"{translate}/pofile/upload/", views.page_catalogue_take),
        # With the project's own words for what its editor says wrongly in Slovene.
        path(
            "localize/jsi18n/",
            JavaScriptCatalog.as_view(packages=["wagtail_localize", "config"]),
            name="website_translation_words",
        ),
        path("localize/submit/page/<id:page_id>/", views.page_translate),
    ]


# Before wagtail-localize's own, which would publish texts of the source.
@hooks.register("before_edit_page", order=-1)
def edited_in_the_desk(request: HttpRequest, page: Page) -> HttpResponse | None:
    return views.edited_in_the_desk(request, page)


@hooks.register("construct_page_action_menu")
def no_aliases(menu_items: list[Any], _request: HttpRequest, _context: Any) -> None:
    menu_items[:] = [item for item in menu_items if item.name != CONVERT_TO_ALIAS]


@hooks.register("register_page_header_buttons")
def comparison_button(
    page: Page, user: Any, view_name: str, next_url: Any = None
) -> Iterator[Button]:
    if is_public_page(page):
        address = reverse("website_comparison", args=[page.pk])
        yield Button(_("Beside the source, in every language"), address, icon_name="view")


@hooks.register("after_unpublish_page")
@hooks.register("after_delete_page")
def name_what_is_still_public(request: HttpRequest, page: Page) -> None:
    """A source that goes leaves its translations behind: they are public, and nobody looks."""
    if page.locale.language_code != settings.LANGUAGE_CODE:
        return
    languages = languages_still_public(page)
    if languages:
        words = gettext("The page is still public in: %(languages)s.")
        messages.warning(request, words % {"languages": ", ".join(languages)})


def _without_sync(buttons: Any) -> Any:
    @wraps(buttons)
    def others(page: Page, *args: Any, **kwargs: Any) -> Iterator[Any]:
        for button in buttons(page, *args, **kwargs):
            if "/localize/update/" not in (button.url or ""):
                yield button

    return others


def _hide_sync_buttons() -> None:
    """Wagtail has no hook that takes a button out of a page's header again."""
    offered = localize_hooks.page_listing_more_buttons
    for name in _HEADER_BUTTONS:
        hooks._hooks[name] = [
            (_without_sync(function) if _is_offered(function, offered) else function, order)
            for function, order in hooks._hooks[name]
        ]


def _is_offered(function: Any, offered: Any) -> bool:
    return function is offered or getattr(function, "__wrapped__", None) is offered


def _offer_no_synchronisation() -> None:
    """“Sync from” fills a language with aliases as soon as it is made."""
    LOCALE_COMPONENTS[:] = [
        part for part in LOCALE_COMPONENTS if part["model"] is not LocaleSynchronization
    ]


_hide_sync_buttons()
_offer_no_synchronisation()
