from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class StaffSampleForm(forms.Form):
    """A form as the signed-in doors have it; its words are those of their screens."""

    heading = forms.CharField(label=_("heading"), help_text=_("A few everyday words."))
    text = forms.CharField(label=_("Text"), widget=forms.Textarea, required=False)
    kind = forms.ChoiceField(
        label=_("kind"),
        choices=[("news", _("news")), ("training", _("training"))],
        widget=forms.RadioSelect,
    )

    @classmethod
    def sent_empty(cls) -> Any:
        form = cls({}, prefix="wrong")
        form.full_clean()
        return form
