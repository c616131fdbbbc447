"""What readers need, in the cms: cards, glossary, unclear places."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import EditView, SnippetViewSet, SnippetViewSetGroup

from knowledge.models import GlossaryTerm, PrincipleCard, UnclearNote
from knowledge.reading.forms import UnclearAnswerForm
from knowledge.reading.selectors import OPEN_NOTES_SHOWN, notes_open
from knowledge.reading.services import unclear_note_answer

UNCLEAR_URLS = "wagtailsnippets_knowledge_unclearnote"


class PrincipleCardViewSet(SnippetViewSet):
    model = PrincipleCard
    icon = "form"
    menu_label = _("Principle cards")
    list_display = ["title", "group", "position", "is_starter", "live"]
    list_filter = ["group", "live", "is_starter"]
    search_fields = ["title", "do", "do_not", "example"]
    panels = [
        FieldPanel("title"),
        FieldPanel("group"),
        FieldPanel("do"),
        FieldPanel("do_not"),
        FieldPanel("example"),
        FieldPanel("example_other"),
        FieldPanel("example_language"),
        FieldPanel("position"),
        FieldPanel("is_starter"),
    ]


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary")
    list_display = ["abbreviation", "term", "term_en", "is_starter"]
    list_filter = ["is_starter"]
    search_fields = ["term", "abbreviation", "term_en", "meaning"]
    panels = [
        FieldPanel("term"),
        FieldPanel("abbreviation"),
        FieldPanel("term_en"),
        FieldPanel("meaning"),
        FieldPanel("meaning_en"),
        FieldPanel("is_starter"),
    ]


class UnclearNoteEditView(EditView):
    def save_instance(self) -> UnclearNote:
        note: UnclearNote = self.form.instance
        unclear_note_answer(
            actor=self.request.user, note=note, answer=self.form.cleaned_data["answer"]
        )
        self.has_content_changes = self.form.has_changed()
        return note


class UnclearNoteViewSet(SnippetViewSet):
    model = UnclearNote
    icon = "help"
    menu_label = _("Unclear places")
    list_display = ["__str__", "role", "asked_at", "state"]
    list_filter = ["state", "role"]
    edit_view_class = UnclearNoteEditView
    copy_view_enabled = False
    inspect_view_enabled = False
    # An answer is asked for in the cms; a note without one is still open.
    edit_handler = ObjectList(
        [
            HelpPanel(template="knowledge/admin/unclear_place.html", heading=_("Unclear place")),
            FieldPanel("answer"),
        ],
        base_form_class=UnclearAnswerForm,
    )


class ReadingViewSetGroup(SnippetViewSetGroup):
    items = (PrincipleCardViewSet, GlossaryTermViewSet, UnclearNoteViewSet)
    menu_label = _("For readers")
    menu_icon = "openquote"
    menu_order = 160


register_snippet(ReadingViewSetGroup)


class UnclearNotesPanel(Component):
    """What readers find unclear, on the first page of the cms."""

    name = "unclear_notes"
    order = 120
    template_name = "knowledge/admin/unclear_notes.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        notes = notes_open()
        rows = [(note, _edit_url(note)) for note in notes[:OPEN_NOTES_SHOWN]]
        return {
            "rows": rows,
            "count": len(notes),
            "list_url": reverse(f"{UNCLEAR_URLS}:list"),
        }


def _edit_url(note: UnclearNote) -> str:
    return reverse(f"{UNCLEAR_URLS}:edit", args=[note.pk])


@hooks.register("construct_homepage_panels")
def add_unclear_notes(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("knowledge.change_unclearnote"):
        panels.append(UnclearNotesPanel())
