from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_localize.views.submit_translations import SubmitTranslationForm

from website.languages import PUBLIC_LANGUAGES

WIDTHS = ((320, _("Small phone (320)")), (1280, _("Computer (1280)")))


class CatalogueForm(forms.Form):
    file = forms.FileField(label=_("PO file"))


class ComparisonForm(forms.Form):
    """Which language stands beside the source, and how wide the pages are."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(language.code, language.endonym) for language in PUBLIC_LANGUAGES],
    )
    width = forms.TypedChoiceField(label=_("Width"), choices=WIDTHS, coerce=int)


class TranslatePageForm(SubmitTranslationForm):
    """Into which languages a page is translated: only below pages that are translated there.

    Wagtail-localize would make what is missing above it as aliases.
    """

    def __init__(self, instance: Page, *args: Any, **kwargs: Any) -> None:
        super().__init__(instance, *args, **kwargs)
        self.page = instance

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        parent = self.page.get_parent()
        if parent.is_root():
            return cleaned
        there = set(
            parent.get_translations(inclusive=True)
            .filter(alias_of=None)
            .values_list("locale_id", flat=True)
        )
        chosen: Any = cleaned.get("locales", ())
        missing = [one for one in chosen if one.pk not in there]
        if missing:
            names = ", ".join(str(locale) for locale in missing)
            message = _("Translate “%(page)s” first; it is missing in: %(languages)s.")
            self.add_error("locales", message % {"page": parent.title, "languages": names})
        return cleaned
