"""What Wagtail offers for every page, fitted to the restricted tree."""

from collections.abc import Iterator, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page, PageLogEntry
from wagtail_localize import wagtail_hooks as localize_hooks
from wagtail_localize.views.submit_translations import SubmitPageTranslationView

from knowledge.enums import Readers
from knowledge.models import RestrictedPage, SectionPage
from knowledge.policies import readers_narrowest, user_can_edit_knowledge
from knowledge.reading.log_notes import READERS_ACTION, SECTION_NOTE
from knowledge.selectors import readers_after_move, readers_at, readers_published
from knowledge.services import section_readers_narrow
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest

_TRANSLATE_BUTTONS = ("register_page_header_buttons", "register_page_listing_more_buttons")


# --- Who may read it afterwards ---


@hooks.register("before_move_page")
def tell_readers_before_move(request: HttpRequest, page: Page, destination: Page) -> None:
    if request.method == "POST" or not isinstance(page, SectionPage):
        return
    before, after = readers_at(page.path), readers_after_move(page, destination)
    if before != after:
        words = _(
            "Moving it changes who may read it and all that is below it. Now: %(before)s. "
            "After the move, at once: %(after)s."
        )
        messages.warning(request, words % {"before": before.label, "after": after.label})


@hooks.register("before_bulk_action")
def refuse_to_move_many(
    request: HttpRequest, action_type: str, objects: Sequence[Page], _action: Any
) -> HttpResponse | None:
    """Wagtail asks nothing before it moves many: nobody would be told who may read them then."""
    pages = [page.specific for page in objects]
    if action_type != "move" or not any(isinstance(page, SectionPage) for page in pages):
        return None
    words = _("Move sections one at a time: the page then says who may read them afterwards.")
    messages.error(request, words)
    return redirect("wagtailadmin_explore", objects[0].get_parent().pk)


@hooks.register("after_copy_page")
def keep_copy_closed(request: SignedInRequest, page: Page, new_page: Page) -> None:
    """What was closed by its place stays closed where its copy stands, once that is published."""
    copy = new_page.specific
    if not isinstance(copy, SectionPage):
        return
    readers = readers_at(page.path)
    if readers_narrowest([readers_at(copy.path), readers]) == readers_at(copy.path):
        return
    section_readers_narrow(actor=request.user, section=copy, readers=readers)
    words = _("The copy stays for those who may read the original: %(readers)s.")
    messages.warning(request, words % {"readers": readers.label})


@hooks.register("after_edit_page")
def tell_readers_after_edit(request: HttpRequest, page: Page) -> None:
    if not isinstance(page, SectionPage) or "action-publish" in request.POST:
        return
    published, drafted = readers_published(page), Readers(page.readers)
    if published is not None and published != drafted:
        words = _(
            "This draft changes who may read the section and all that is below it. Now: "
            "%(before)s. Once it is published: %(after)s."
        )
        messages.warning(request, words % {"before": published.label, "after": drafted.label})


@hooks.register("before_publish_page")
def remember_readers_before_publishing(request: HttpRequest, page: Page) -> None:
    if isinstance(page, SectionPage):
        request.readers_before = readers_published(page)  # type: ignore[attr-defined]


@hooks.register("after_publish_page")
def tell_readers_after_publishing(request: HttpRequest, page: Page) -> None:
    before = getattr(request, "readers_before", None)
    if not isinstance(page, SectionPage) or before is None or not page.live:
        return
    if before != page.readers:
        words = _(
            "Who may read this section and all that is below it was changed. Until now: "
            "%(before)s. From now on: %(after)s."
        )
        after = readers_at(page.path)
        messages.warning(request, words % {"before": before.label, "after": after.label})


@hooks.register("register_log_actions")
def readers_log_action(actions: LogActionRegistry) -> None:
    actions.register_action(READERS_ACTION)(ReadersFormatter)


class ReadersFormatter(LogFormatter):
    label = gettext_lazy("Who may read it")

    def format_message(self, log_entry: PageLogEntry) -> str:
        readers = Readers(log_entry.data[SECTION_NOTE]["readers"]).label
        words = _("A section above it, or a move, changed who may read it: %(readers)s")
        return words % {"readers": readers}


# --- No translations of the restricted tree ---


@access_if(user_can_edit_knowledge)
def submit_page_translation(request: HttpRequest, page_id: int) -> HttpResponse:
    """Wagtail-localize's own view for public pages, and a refusal for the others."""
    page = get_object_or_404(Page, pk=page_id)
    if issubclass(page.specific_class or Page, RestrictedPage):
        words = _("The handbook and the legal texts are kept in one language; nothing was made.")
        messages.error(request, words)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return SubmitPageTranslationView.as_view()(request, page_id=page_id)


@access_if(user_can_edit_knowledge)
def no_such_page(_request: HttpRequest, **_other: str) -> HttpResponse:
    """What no page can have as its number would reach wagtail-localize's own view."""
    raise Http404


@hooks.register("register_admin_urls", order=-1)
def translation_urls() -> list[URLPattern]:
    """Before wagtail-localize's own address, which is the same."""
    submit = "localize/submit/page"
    return [
        path(f"{submit}/<id:page_id>/", submit_page_translation),
        path(f"{submit}/<str:other>/", no_such_page),
    ]


def _public_pages_only(buttons: Any) -> Any:
    @wraps(buttons)
    def of_public_pages(page: Page, *args: Any, **kwargs: Any) -> Iterator[Any]:
        if not issubclass(page.specific_class or Page, RestrictedPage):
            yield from buttons(page, *args, **kwargs)

    return of_public_pages


def _hide_translate_buttons() -> None:
    """Wagtail has no hook that takes a button out of a page's header again."""
    offered = localize_hooks.page_listing_more_buttons
    for name in _TRANSLATE_BUTTONS:
        hooks._hooks[name] = [
            (_public_pages_only(function) if function is offered else function, order)
            for function, order in hooks._hooks[name]
        ]


_hide_translate_buttons()
