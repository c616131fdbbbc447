from django import forms
from django.utils.translation import gettext_lazy as _

NOTE_MAX_CHARACTERS = 100_000


class NoteForm(forms.Form):
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
