from django import forms


class LineDecisionForm(forms.Form):
    """One button beside a change that waits."""

    APPROVE, REFUSE, WITHDRAW = "approve", "refuse", "withdraw"

    decision = forms.ChoiceField(
        choices=[(APPROVE, ""), (REFUSE, ""), (WITHDRAW, "")], widget=forms.HiddenInput
    )
