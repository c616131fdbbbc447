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
    """A form whose text is kept while it is typed (`portal.drafts`)."""

    # Made with the form: it names the draft, and sending the form twice saves once.
    form_id = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    # A draft is forgotten only with the form that showed it.
    drafts_shown = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    @classmethod
    def with_draft(cls, draft: KeptDraft | None, initial: dict[str, Any] | None = None) -> Self:
        """The form as the page shows it: with what was typed earlier, where there is any."""
        kept = draft.fields if draft else {}
        shown = " ".join(map(str, draft.ids)) if draft else ""
        return cls(initial={**(initial or {}), **kept, "drafts_shown": shown})

    def draft_ids(self) -> list[uuid.UUID]:
        """The drafts that go when the form is saved: its own, and those that it had shown."""
        own = self.cleaned_data.get("form_id")
        return [*uuids_in(self.cleaned_data.get("drafts_shown", "")), *([own] if own else [])]


def uuids_in(text: str) -> list[uuid.UUID]:
    """The ids in a list separated by blanks; what is no id is left out."""
    found = []
    for word in text.split():
        try:
            found.append(uuid.UUID(word))
        except ValueError:
            continue
    return found
