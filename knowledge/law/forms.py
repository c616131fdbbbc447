from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput


class WordingForm(forms.Form):
    valid_from = forms.DateField(label=_("Valid from"), widget=AdminDateInput)
    source = forms.CharField(
        label=_("Source"),
        help_text=_("The issue of the official journal, or where else the text was taken from."),
        max_length=255,
        required=False,
    )
