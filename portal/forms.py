import uuid
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.drafts import KeptDraft

MAX_PASSWORD_LENGTH = 128
BLANKS_IN_CODES = str.maketrans("", "", "  ")


class PasswordForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=_("Passphrase"),
        max_length=MAX_PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Six-digit code"),
        # A recovery code fits in too.
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
            }
        ),
    )

    def clean_code(self) -> str:
        """Authenticator apps show the digits in two groups; people type the blank between."""
        return str(self.cleaned_data["code"]).translate(BLANKS_IN_CODES)


class DraftedForm(forms.Form):
    """A form whose text is kept while it is typed (docs/drafts.md)."""

    # Made with the form: it names the draft, and sending the form twice saves once.
    form_id = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    # A draft is forgotten only with the form that showed it.
    drafts_shown = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    # Set by the page's script: what it sent earlier and arrives later is not kept.
    draft_number = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    @classmethod
    def with_draft(cls, draft: KeptDraft | None, initial: dict[str, Any] | None = None) -> Self:
        """The form as the page shows it: with what was typed earlier, where there is any."""
        if draft is None:
            return cls(initial=initial)
        shown = " ".join(map(str, draft.ids))
        form = cls(initial={**(initial or {}), **draft.latest, "drafts_shown": shown})
        # Only texts can stand one below the other; of a choice the latest counts.
        for name, text in draft.fields.items():
            if name in form.fields and isinstance(form.fields[name].widget, forms.Textarea):
                form.initial[name] = text
        first = next((name for name in draft.fields if name in form.fields), None)
        if first:
            form.fields[first].widget.attrs["autofocus"] = True
        return form

    @property
    def shows_draft(self) -> bool:
        return bool(self["drafts_shown"].value())
