from django.urls import URLPattern, path
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from helpline.line_changes.views import (
    ProposingCreateView,
    ProposingDeleteView,
    ProposingEditView,
    line_change_decide,
    line_changes,
    number_checked,
)
from helpline.models import HoursException, LineLanguage, OpeningHours, PhoneLine

BY_TWO = _("Visitors see a change when a second person has approved it.")


class ByTwoViewSet(SnippetViewSet):
    """What is saved or deleted here waits for a second person."""

    add_view_class = ProposingCreateView
    edit_view_class = ProposingEditView
    delete_view_class = ProposingDeleteView
    copy_view_enabled = False


def hint(text: str | Promise = "") -> HelpPanel:
    return HelpPanel(content=format_lazy("{} {}", BY_TWO, text))


class PhoneLineViewSet(ByTwoViewSet):
    model = PhoneLine
    icon = "mobile-alt"
    menu_label = _("Numbers")
    list_display = ["__str__", "free_of_charge", "reachable_from_abroad"]
    panels = [
        hint(
            _(
                "One record for every page in every language. Call the number before you save it. "
                "Emptying our own number needs nobody else: pages then say that it is not set."
            )
        ),
        FieldPanel("kind"),
        FieldPanel("service"),
        FieldPanel("number"),
        FieldPanel("free_of_charge"),
        FieldPanel("reachable_from_abroad"),
        FieldPanel("without_credit"),
        FieldPanel("by_text_message"),
        FieldPanel("closed_on_public_holidays"),
        FieldPanel("order"),
    ]


class OpeningHoursViewSet(ByTwoViewSet):
    model = OpeningHours
    icon = "time"
    menu_label = _("Weekly hours")
    list_display = ["weekday", "opens", "closes"]
    list_filter = ["weekday"]
    panels = [hint(), FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]


class HoursExceptionViewSet(ByTwoViewSet):
    model = HoursException
    icon = "date"
    menu_label = _("Exceptions")
    list_display = ["date", "opens", "closes", "reason"]
    panels = [
        hint(
            _(
                "“Closed” for today or tomorrow needs nobody else and is public at once: both "
                "times empty."
            )
        ),
        FieldPanel("date"),
        FieldPanel("opens"),
        FieldPanel("closes"),
        FieldPanel("reason"),
    ]


class LineLanguageViewSet(SnippetViewSet):
    model = LineLanguage
    icon = "globe"
    menu_label = _("Languages")
    list_display = ["language", "service", "wait_minutes"]
    panels = [
        HelpPanel(
            content=_(
                "Visitors read it in the list of languages and beside the number. Write only what "
                "holds: a language without a record is promised nothing."
            )
        ),
        FieldPanel("language"),
        FieldPanel("service"),
        FieldPanel("wait_minutes"),
        InlinePanel(
            "hours",
            heading=_("When our people speak it"),
            label=_("hours"),
            help_text=_(
                "For “spoken by our people” only. None means: whenever the line is answered."
            ),
        ),
    ]


class HelplineViewSetGroup(SnippetViewSetGroup):
    items = (PhoneLineViewSet, OpeningHoursViewSet, HoursExceptionViewSet, LineLanguageViewSet)
    menu_label = _("Phone and hours")
    menu_icon = "mobile-alt"
    menu_order = 150


register_snippet(HelplineViewSetGroup)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("line-changes/", line_changes, name="helpline_line_changes"),
        path(
            "line-changes/<id:change_id>/",
            line_change_decide,
            name="helpline_line_change_decide",
        ),
        path("line-changes/numbers/<id:line_id>/", number_checked, name="helpline_number_checked"),
    ]
