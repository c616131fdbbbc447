from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from helpline.models import HoursException, LineLanguage, OpeningHours, PhoneLine


class PhoneLineViewSet(SnippetViewSet):
    model = PhoneLine
    icon = "mobile-alt"
    menu_label = _("Numbers")
    list_display = ["__str__", "free_of_charge", "reachable_from_abroad"]
    panels = [
        HelpPanel(
            content=_(
                "One record for every page in every language: a change is public at once. Call "
                "the number before you save it."
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


class OpeningHoursViewSet(SnippetViewSet):
    model = OpeningHours
    icon = "time"
    menu_label = _("Weekly hours")
    list_display = ["weekday", "opens", "closes"]
    list_filter = ["weekday"]
    panels = [FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]


class HoursExceptionViewSet(SnippetViewSet):
    model = HoursException
    icon = "date"
    menu_label = _("Exceptions")
    list_display = ["date", "opens", "closes", "reason"]
    panels = [
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
