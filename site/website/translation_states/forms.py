from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from website.enums import TranslationStatus
from website.translation_states.selectors import Column, Wanted

CRITICAL = "critical"


class MatrixFilterForm(forms.Form):
    """What of the matrix is looked at; what is not understood is left out."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("every state")),
            (CRITICAL, _("parts replaced for visitors")),
            *TranslationStatus.choices,
        ],
    )
    page = forms.IntegerField(
        required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, columns: list[Column]) -> None:
        super().__init__(data)
        field: Any = self.fields["language"]
        field.choices = [("", _("every language")), *((c.code, c.name) for c in columns)]

    def wanted(self) -> Wanted:
        self.is_valid()
        chosen = self.cleaned_data
        return Wanted(
            chosen.get("state") or "", chosen.get("language") or "", chosen.get("page") or None
        )
