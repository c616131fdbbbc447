from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.codes import RANDOM_CHARACTERS, case_code_is_valid

DAYS_BY_DEFAULT = 30
# Beyond these days there is nothing, and the calendar's ends cannot be counted from.
NOTHING_BEFORE = date(2000, 1, 1)
BLANKS_AND_HYPHENS = str.maketrans("", "", " -\u00a0")
DAY_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d. %m. %Y"]


def today() -> date:
    return timezone.localdate()


def first_day_by_default() -> date:
    return today() - timedelta(days=DAYS_BY_DEFAULT)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = DAY_FORMATS


class TrailForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the case"),
        max_length=4 * RANDOM_CHARACTERS,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    since = DayField(label=_("From"), required=False, initial=first_day_by_default)
    until = DayField(label=_("To, this day included"), required=False, initial=today)

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).translate(BLANKS_AND_HYPHENS).upper()
        if not case_code_is_valid(code):
            raise forms.ValidationError(
                _("This is not a code of a case. Check each character."), code="mistyped"
            )
        return code

    def clean_since(self) -> date:
        return max(self.cleaned_data["since"] or first_day_by_default(), NOTHING_BEFORE)

    def clean_until(self) -> date:
        return min(self.cleaned_data["until"] or today(), today())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day lies before the first."))
        return cleaned
