from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel
from wagtail.admin.ui.components import Component

from helpline.selectors import numbers_overdue
from website.plain_language import language_rules


class ReviewNotice(HelpPanel):
    """Says at the top of the editor that no native speaker has read the text yet."""

    def __init__(self, **kwargs: Any) -> None:
        own = {"template": "website/admin/review_notice.html", "heading": _("Not yet reviewed")}
        super().__init__(**(own | kwargs))

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and not self.instance.is_reviewed


class PlainLanguageNotice(HelpPanel):
    """Says how long and how plain the saved text is, and what keeps it from being published."""

    def __init__(self, **kwargs: Any) -> None:
        own = {"template": "website/admin/plain_language.html", "heading": _("Plain language")}
        super().__init__(**(own | kwargs))

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            # Limits read the models, which read these panels.
            from website.limits import LIX_WORDS, WORDS, page_measures, publication_problems

            context: dict[str, Any] = super().get_context_data(parent_context)
            return context | {
                "views": page_measures(self.instance).items(),
                "problems": publication_problems(self.instance),
                "words": WORDS,
                "lix": language_rules(self.instance.language_code).lix,
                "lix_words": LIX_WORDS,
            }


class RightsChecklistNotice(HelpPanel):
    """Says how many rules of the checklist the page covers, and how many a lawyer has seen."""

    def __init__(self, **kwargs: Any) -> None:
        own = {"template": "website/admin/rights_checklist.html", "heading": _("Checklist")}
        super().__init__(**(own | kwargs))

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from website.limits import rules_missing

            context: dict[str, Any] = super().get_context_data(parent_context)
            rights = [right for _topic, right in self.instance.checked_rights()]
            return context | {
                "rights": len(rights),
                "unreviewed": sum(not right["reviewed_on"] for right in rights),
                "missing": sum(map(len, rules_missing(self.instance).values())),
            }


class FactsPanel(Component):
    """On the editors' dashboard: public pages whose facts have to be checked again."""

    name = "website_facts"
    template_name = "website/admin/facts_panel.html"
    order = 40

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        # Selectors read the models, which read these panels.
        from website.facts import facts_overdue

        return {"overdue": facts_overdue(), "numbers": numbers_overdue()}
