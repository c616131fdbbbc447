"""The ways out in the cms: editors set them, administrators see how they answer."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from website.leaving.forms import ExitTargetForm
from website.leaving.selectors import exit_targets_to_look_at
from website.models import ExitTarget

LIST_URL = "wagtailsnippets_website_exittarget:list"
HINT = _(
    "Where “Leave this page” leads visitors, by language of the page. A change is public at once: "
    "open the address in a private window before you save it. Once a week the server asks whether "
    "it answers; visitors' phones never ask before somebody leaves."
)


class ExitTargetViewSet(SnippetViewSet):
    model = ExitTarget
    icon = "redirect"
    menu_label = _("Ways out")
    menu_order = 160
    add_to_admin_menu = True
    list_display = [
        "__str__",
        "url",
        Column("answer", label=_("Answer"), accessor="get_answer_display"),
        "spare_url",
        Column("spare_answer", label=_("Answer of the spare"), accessor="get_spare_answer_display"),
        DateColumn("asked_at", label=_("Asked at")),
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(content=HINT),
            FieldPanel("language_code"),
            FieldPanel("url"),
            FieldPanel("spare_url"),
        ],
        base_form_class=ExitTargetForm,
    )


register_snippet(ExitTargetViewSet)


class ExitTargetsPanel(Component):
    """Ways out that do not answer, on the first page of the cms."""

    name = "exit_targets"
    order = 90
    template_name = "website/admin/exit_targets.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            "targets": exit_targets_to_look_at(),
            "list_url": reverse(LIST_URL),
        }


@hooks.register("construct_homepage_panels")
def add_exit_targets(request: HttpRequest, panels: list[Component]) -> None:
    user: Any = request.user
    if user.has_perm("website.view_exittarget"):
        panels.append(ExitTargetsPanel())
