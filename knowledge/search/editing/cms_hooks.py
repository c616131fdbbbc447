"""The words of the search in the cms."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from knowledge.policies import user_can_edit_knowledge
from knowledge.search.editing import views
from knowledge.search.editing.forms import SynonymForm
from knowledge.search.editing.panels import QuestionsPanel
from knowledge.search.models import SearchSynonym
from knowledge.search.unanswered.selectors import questions_waiting


class SynonymIndexView(IndexView):
    # Wagtail puts the name of the kind after "Add", which Slovene inflects.
    add_item_label = _("Add a search synonym")


class SearchSynonymViewSet(SnippetViewSet):
    model = SearchSynonym
    icon = "search"
    list_display = ["term", "means", "language"]
    list_filter = ["language"]
    index_view_class = SynonymIndexView
    edit_handler = ObjectList(
        [
            FieldPanel("term"),
            FieldPanel("means"),
            FieldPanel("language"),
            FieldPanel("note"),
            HelpPanel(template="knowledge/cms/_try_panel.html"),
        ],
        base_form_class=SynonymForm,
    )


register_snippet(SearchSynonymViewSet)


class EditorsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return user_can_edit_knowledge(request.user)  # type: ignore[arg-type]


@hooks.register("register_admin_urls")
def search_urls() -> list[URLPattern]:
    return [
        path("search-words/questions/", views.questions, name="knowledge_questions"),
        path("search-words/settle/", views.question_settle, name="knowledge_question_settle"),
        path("search-words/try/", views.synonym_try, name="knowledge_synonym_try"),
    ]


@hooks.register("register_admin_menu_item")
def questions_menu_item() -> MenuItem:
    return EditorsMenuItem(
        _("Without an answer"),
        reverse_lazy("knowledge_questions"),
        name="search-questions",
        icon_name="search",
        order=160,
    )


@hooks.register("construct_homepage_panels")
def questions_panel(request: HttpRequest, panels: list[Component]) -> None:
    waiting = questions_waiting(request.user)  # type: ignore[arg-type]
    if waiting:
        panels.append(QuestionsPanel(waiting))
