from django import forms
from django.utils.translation import gettext_lazy as _


class ReviewForm(forms.Form):
    months = forms.TypedChoiceField(
        label=_("Next review"),
        choices=[(6, _("in 6 months")), (12, _("in 12 months"))],
        coerce=int,
        initial=12,
        widget=forms.RadioSelect,
    )
