"""Translations on the first page of the cms and at the top of a page's editor."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel
from wagtail.admin.ui.components import Component

from portal.models import User
from website.enums import TranslationStatus

WRONG = (TranslationStatus.STALE, TranslationStatus.PARTLY)


class TranslationsPanel(Component):
    """What needs doing, by language: parts that visitors get in Slovene first."""

    name = "translations"
    order = 20
    template_name = "website/admin/translations/panel.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        # Selectors read the models, which read these panels.
        from website.translation_states.selectors import languages_to_do

        return {"languages": languages_to_do(self.user)}


class TranslationsNotice(HelpPanel):
    """Which translations do not follow a page, or that this one does not follow its source."""

    def __init__(self, **kwargs: Any) -> None:
        own = {"template": "website/admin/translations/notice.html", "heading": _("Translations")}
        super().__init__(**(own | kwargs))

    class BoundPanel(HelpPanel.BoundPanel):
        def is_shown(self) -> bool:
            return super().is_shown() and self.instance.pk is not None and bool(self.wrong)

        @property
        def wrong(self) -> list[Any]:
            from website.models import TranslationState
            from website.translation_states.selectors import is_source_page, translations_in_state

            if not hasattr(self, "_wrong"):
                if is_source_page(self.instance):
                    self._wrong = translations_in_state(self.instance, *WRONG)
                else:
                    own = TranslationState.objects.filter(pk=self.instance.pk, state__in=WRONG)
                    self._wrong = list(own.select_related("page__locale"))
            return self._wrong

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            own = [state for state in self.wrong if state.page_id == self.instance.pk]
            return context | {
                "own": own[0] if own else None,
                "stale": [s for s in self.wrong if s.state == TranslationStatus.STALE],
                "partly": [s for s in self.wrong if s.state == TranslationStatus.PARTLY],
            }
