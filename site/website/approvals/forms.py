from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

REMARK_MAX = 500


class DecisionForm(forms.Form):
    """What a second person decides, about the revision that she has before her."""

    APPROVE, SEND_BACK, TAKE_BACK = "approve", "send_back", "take_back"

    revision = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=[(APPROVE, ""), (SEND_BACK, ""), (TAKE_BACK, "")])
    remark = forms.CharField(
        label=_("Remark for the author"),
        help_text=_("Needed when you send it back. It stands in the history of the page."),
        max_length=REMARK_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == self.SEND_BACK and not cleaned.get("remark", "").strip():
            self.add_error("remark", _("Say what should be written differently."))
        return cleaned
