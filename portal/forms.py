from django import forms
from django.utils.translation import gettext_lazy as _

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
        max_length=12,
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
