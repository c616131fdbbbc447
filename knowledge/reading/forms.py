from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from knowledge.models import UnclearNote
from knowledge.reading.enums import Direction, TargetKind
from knowledge.reading.models import UNCLEAR_CHARACTERS
from portal.drafts import draft_open
from portal.forms import DraftedForm
from portal.models import User

HIGHEST_KEY = 2**53


class UnclearForm(DraftedForm):
    text = forms.CharField(
        label=_("What is unclear?"),
        help_text=_(
            "You can also leave it empty. No personal data: nothing about a person we help."
        ),
        max_length=UNCLEAR_CHARACTERS,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "off", "maxlength": UNCLEAR_CHARACTERS}
        ),
    )
    wants_answer = forms.BooleanField(
        label=_("Tell me when it is answered"),
        help_text=_("The editors see your role, never your name."),
        required=False,
    )


def unclear_context(user: User, kind: TargetKind, key: int) -> dict[str, Any]:
    """The form under a page, with what its reader had typed into it."""
    path = reverse("knowledge:unclear_new", args=[kind.value, key])
    form = UnclearForm.with_draft(draft_open(user=user, path=path))
    return {"form": form, "unclear_path": path, "pin_kind": kind.value, "pin_key": key}


class PinForm(forms.Form):
    kind = forms.ChoiceField(choices=TargetKind.choices)
    key = forms.IntegerField(min_value=1, max_value=HIGHEST_KEY)
    paragraph = forms.IntegerField(min_value=0, max_value=32_767, required=False)


class PinMoveForm(forms.Form):
    direction = forms.ChoiceField(choices=Direction.choices)


class UnclearAnswerForm(WagtailAdminModelForm):
    """What an editor writes to a reader's question; the rest of it is the reader's."""

    answer = forms.CharField(
        label=_("answer"),
        help_text=_("What was mended, in a sentence or two. Who asked may see it in the portal."),
        max_length=UNCLEAR_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = UnclearNote
        fields = ["answer"]
