from django import forms

from helpline.enums import CallBackStep


class CallBackStepForm(forms.Form):
    """One button of a call-back. `seen`: how many steps it had when the page was made."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    step = forms.ChoiceField(choices=CallBackStep, widget=forms.HiddenInput)
