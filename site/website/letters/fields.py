"""What the public forms have in common whose words go into the letterbox."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from helpline.letter_contents import LetterContent
from portal.legible import text_is_legible
from website.form_guard import GuardedForm
from website.languages import PUBLIC_LANGUAGES

# Neither the phone nor its browser may offer it again.
NOT_REMEMBERED = {"autocomplete": "off", "autocorrect": "off", "spellcheck": "false", "dir": "auto"}


class LetterForm(GuardedForm):
    """A form that becomes one letter. `content` holds once the form is valid."""

    @property
    def content(self) -> LetterContent:
        raise NotImplementedError

    @property
    def language_of_answer(self) -> str:
        """The language to answer in: the one that was chosen, else that of the page."""
        return str(self.cleaned_data.get("language") or get_language() or "")

    @property
    def not_after(self) -> datetime | None:
        return None


def text_field(maximum: int, message: Any, *, required: bool, rows: int = 0) -> forms.CharField:
    """One line, or several; nothing that a browser keeps."""
    widget = forms.Textarea({"rows": rows, **NOT_REMEMBERED}) if rows else None
    return forms.CharField(
        max_length=maximum,
        required=required,
        widget=widget or forms.TextInput(attrs=NOT_REMEMBERED),
        error_messages={
            "required": message,
            "max_length": _("This is too long. Please write less."),
        },
    )


def choice_field(choices: Any, widget: Any) -> forms.ChoiceField:
    """The first choice is the careful one, and chosen at first."""
    wrong = _("Choose one of these.")
    return forms.ChoiceField(
        choices=choices,
        initial=choices[0][0],
        widget=widget,
        error_messages={"required": wrong, "invalid_choice": wrong},
    )


def language_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=[(language.code, language.endonym) for language in PUBLIC_LANGUAGES],
        widget=forms.Select(attrs={"autocomplete": "off"}),
        error_messages={"invalid_choice": _("Choose one of these.")},
    )


def legible(text: str, message: Any) -> str:
    """ValidationError where a text has nothing to see."""
    if not text_is_legible(text):
        raise ValidationError(message, code="required")
    return text
