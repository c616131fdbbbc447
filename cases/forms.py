import uuid
from collections.abc import Iterable
from datetime import date
from typing import Self

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cases.enums import IdentityReason
from cases.identity_openings import (
    IDENTITY_FIELDS,
    identity_marks,
    opening_shown,
    opening_slip,
)
from cases.selectors import OpenedIdentity
from portal.drafts import KeptDraft
from portal.forms import DraftedForm
from portal.legible import text_is_legible
from portal.models import User

NOTE_MAX_CHARACTERS = 100_000
DETAIL_MAX_CHARACTERS = 5_000
EARLIEST_BIRTH = date(1900, 1, 1)
UNFILLED = {"autocomplete": "off", "spellcheck": "false"}


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
        if not text_is_legible(text):
            raise forms.ValidationError(_("Write something first."), code="required")
        return text


class IdentityReasonForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What do you open it for?"),
        choices=IdentityReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )


class IdentityForm(DraftedForm):
    """Who the person is. Nothing has to be known; what is not known stays empty."""

    # Labels of the fields of a draft that somebody else changed after it was typed.
    changed_meanwhile: list[str] = []
    # Shows that the identity was opened, with reason and fresh second factor, a short while ago.
    opening = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name and surname"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=UNFILLED),
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
    )
    citizenship = forms.CharField(
        label=_("Citizenship"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=UNFILLED),
    )
    papers = forms.CharField(
        label=_("Personal documents"),
        help_text=_("Kind, number, valid until; one a line."),
        required=False,
        max_length=DETAIL_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, **UNFILLED}),
    )
    phones = forms.CharField(
        label=_("Phone numbers"),
        help_text=_("One a line; say when it is not safe to call."),
        required=False,
        max_length=DETAIL_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, **UNFILLED}),
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=DETAIL_MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, **UNFILLED}),
    )

    def clean_birth_date(self) -> date | None:
        day: date | None = self.cleaned_data["birth_date"]
        if day and not EARLIEST_BIRTH <= day <= timezone.localdate():
            raise forms.ValidationError(_("This cannot be a date of birth."), code="invalid")
        return day

    @classmethod
    def with_identity(cls, user: User, opened: OpenedIdentity, draft: KeptDraft | None) -> Self:
        """The form of an opened identity, with what she typed earlier where there is any.

        Of a draft only the fields count that she changed: what somebody else wrote meanwhile into
        the others stays.
        """
        case, now = opened.case, identity_marks(opened.case, opened.fields)
        initial = {**opened.fields, "opening": opening_slip(user, case, now)}
        if draft is None:
            return cls(initial=initial)
        slip = draft.latest.get("opening", "")
        shown = opening_shown(slip, user, case, good_for=None) or {}
        typed = identity_marks(case, draft.fields)
        hers = {name for name in draft.fields if name in typed and typed[name] != shown.get(name)}
        form = cls.with_draft(draft.only(hers), initial)
        form.changed_meanwhile = [
            str(form.fields[name].label)
            for name in IDENTITY_FIELDS
            if name in hers and shown and now[name] not in {shown[name], typed[name]}
        ]
        return form

    def add_changed(self, names: Iterable[str], who: str, day: date) -> None:
        """Say which fields somebody changed since the form was shown."""
        fields = ", ".join(str(self.fields[name].label) for name in names)
        words = _(
            "Meanwhile this was changed by %(who)s (%(day)s): %(fields)s. Nothing of yours was "
            "saved and nothing overwritten. Copy what you typed, then open the identity anew."
        )
        self.add_error(None, words % {"who": who, "day": date_format(day), "fields": fields})
