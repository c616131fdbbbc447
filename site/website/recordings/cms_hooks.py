"""Recordings in the cms: editors bring them, and see which say something else than the page."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet

from website.models import Recording
from website.recordings.forms import RecordingForm
from website.recordings.selectors import (
    is_recorded,
    overtaken_among,
    recording_of,
    recordings_overtaken,
)

LIST_URL = "wagtailsnippets_website_recording:list"
ADD_URL = "wagtailsnippets_website_recording:add"
EDIT_URL = "wagtailsnippets_website_recording:edit"
HINT = _(
    "A page read aloud, for who cannot read it. Visitors see “Listen” with length and size on that "
    "page and save the file; nothing plays by itself. It is public at once when the page is. Read "
    "the page as it stands, or its main points, in its language. Whoever reads agrees that the "
    "voice is public, and is nobody whose voice could be recognised by those whom victims fear."
)


class RecordingIndexView(IndexView):
    # Wagtail puts the name of the kind after "Add", which Slovene inflects.
    add_item_label = _("Add a recording")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("page__locale").defer("content")

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        paginator, page, recordings, has_others = super().paginate_queryset(queryset, page_size)
        recordings = list(recordings)
        overtaken = overtaken_among(recordings)
        for recording in recordings:
            recording.state = _("the page has changed") if recording.pk in overtaken else _("fits")
        return paginator, page, recordings, has_others


class RecordingCreateView(CreateView):
    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "page": self.request.GET.get("page", "")}


class RecordingViewSet(SnippetViewSet):
    model = Recording
    icon = "media"
    menu_label = _("Recordings")
    menu_order = 155
    add_to_admin_menu = True
    index_view_class = RecordingIndexView
    add_view_class = RecordingCreateView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = [
        "__str__",
        Column("language", label=_("Language"), accessor="page.locale.get_display_name"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        Column("kilobytes", label=_("kB")),
        Column("state", label=_("Text")),
        DateColumn("brought_at", label=_("Brought at")),
    ]
    edit_handler = ObjectList(
        [HelpPanel(content=HINT), FieldPanel("page"), FieldPanel("file")],
        base_form_class=RecordingForm,
    )


register_snippet(RecordingViewSet)


class RecordingsPanel(Component):
    """Recordings of which the page has changed, on the first page of the cms."""

    name = "recordings"
    order = 92
    template_name = "website/admin/recordings.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"recordings": recordings_overtaken(), "list_url": reverse(LIST_URL)}


@hooks.register("register_page_header_buttons")
def recording_button(page: Page, user: Any, view_name: str, next_url: Any = None) -> Iterator[Any]:
    """From a page to its recording, or to the form that brings one."""
    if not user.has_perm("website.change_recording") or not is_recorded(page):
        return
    recording = recording_of(page)
    address = (
        reverse(EDIT_URL, args=[recording.pk])
        if recording
        else f"{reverse(ADD_URL)}?page={page.pk}"
    )
    yield Button(_("Recording"), address, icon_name="media", priority=60)


@hooks.register("construct_homepage_panels")
def add_recordings(request: HttpRequest, panels: list[Component]) -> None:
    user: Any = request.user
    if user.has_perm("website.view_recording"):
        panels.append(RecordingsPanel())
