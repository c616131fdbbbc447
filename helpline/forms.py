from django import forms

from helpline.enums import LetterKind, LetterStep


class LetterStepForm(forms.Form):
    """One button of a letter. `seen`: how many steps it had when the page was made."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    step = forms.ChoiceField(choices=LetterStep, widget=forms.HiddenInput)


class DeskForm(forms.Form):
    """Which letters the desk shows; an unknown kind shows all."""

    kind = forms.ChoiceField(choices=LetterKind, required=False)


class ReceiptForm(forms.Form):
    """The code that a sender says on the phone."""

    code = forms.CharField(max_length=20)
