from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.search.models import SearchSynonym


class TrialForm(forms.ModelForm):
    """A synonym that is not saved, and a question to try it with.

    `synonym` is the id of the saved one that it would take the place of.
    """

    question = forms.CharField(
        label=_("Question"),
        max_length=600,
        required=False,
        help_text=_("As a counsellor would type it."),
    )
    synonym = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = SearchSynonym
        fields = ["question", "term", "means", "language", "note"]
