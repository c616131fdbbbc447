import uuid
from typing import Any, Self

from django import forms
from django.conf import settings
from django.contrib.auth.forms import UsernameField
from django.utils.translation import gettext_lazy as _

from portal.drafts import KeptDraft
from portal.enums import Role
from portal.models import User
from portal.user_names import validate_latin

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


class EnrolmentCodeForm(CodeForm):
    """The first code of an app that is being set up: the picture to read comes before it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("autofocus")


class NewPassphraseForm(forms.Form):
    passphrase = forms.CharField(
        label=_("New passphrase"),
        help_text=_(
            "At least 15 characters; several words that only you put together are best. Paste "
            "from a password manager if you use one."
        ),
        max_length=MAX_PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )
    again = forms.CharField(
        label=_("The same passphrase again"),
        max_length=MAX_PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"passphrase", "again"} <= set(cleaned) and cleaned["passphrase"] != cleaned["again"]:
            self.add_error("again", _("This is not the same as above."))
        return cleaned


class KnownPassphraseForm(forms.Form):
    passphrase = forms.CharField(
        label=_("Your passphrase"),
        max_length=MAX_PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class PassphraseChangeForm(NewPassphraseForm):
    field_order = ["old", "passphrase", "again"]

    old = forms.CharField(
        label=_("Your passphrase until now"),
        max_length=MAX_PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class RolesForm(forms.Form):
    roles = forms.TypedMultipleChoiceField(
        label=_("What she may do"),
        choices=Role.choices,
        coerce=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which she translates or reviews"),
        help_text=_("For translators and reviewers: they see and change no other language."),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class InvitationForm(RolesForm):
    field_order = ["username", "display_name", "email", "language", "roles", "languages"]

    username = UsernameField(
        label=_("User name"),
        help_text=_("She signs in with it, and colleagues see it."),
        max_length=150,
        validators=[User.username_validator, validate_latin],
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "autofocus": True}
        ),
    )
    display_name = forms.CharField(
        label=_("Name on the screens"),
        help_text=_("A given name is enough, as long as no colleague has the same."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The link goes there, and to nobody else."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the screens"), choices=settings.STAFF_LANGUAGES
    )


class EmailForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("The two words that she reads to you"),
        max_length=60,
        # Without words the service says what is wrong, or that nothing waits.
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class StatementForm(forms.Form):
    text_sl = forms.CharField(
        label=_("Text in Slovene"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "sl", "autocomplete": "off"}),
    )
    text_en = forms.CharField(
        label=_("Text in English"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14, "lang": "en", "autocomplete": "off"}),
    )


class UncutForm(forms.Form):
    """Browsers cut what is pasted without a word; our own refusal gives all of it back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)


class DraftedForm(UncutForm):
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
