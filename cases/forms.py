import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import DraftedForm

NOTE_MAX_CHARACTERS = 100_000


class CaseForm(forms.Form):
    # Made with the form: sending it twice opens one case.
    case_id = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)


class NoteForm(DraftedForm):
    text = forms.CharField(
        label=_("New note"),
        help_text=_("No names of other people."),
        max_length=NOTE_MAX_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not text.strip():
            raise forms.ValidationError(_("Write something first."), code="required")
        return text
