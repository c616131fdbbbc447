from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from knowledge.search.models import SearchSynonym


class SynonymForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        """A term that is there already is named, with the way to change it."""
        cleaned: dict[str, Any] = super().clean() or {}
        term, language = cleaned.get("term"), cleaned.get("language")
        others = SearchSynonym.objects.exclude(pk=self.instance.pk)
        found = others.filter(term__iexact=term, language=language).first() if term else None
        if found is not None:
            self.add_error("term", forms.ValidationError(_there_already(found), code="unique"))
        return cleaned


def _there_already(synonym: SearchSynonym) -> str:
    address = reverse("wagtailsnippets_knowledge_searchsynonym:edit", args=[synonym.pk])
    return format_html(
        '{} <a href="{}">{}</a>',
        gettext("“%(term)s” is there already and means: %(means)s.")
        % {"term": synonym.term, "means": synonym.means},
        address,
        gettext("Change it there."),
    )


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
