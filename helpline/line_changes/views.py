"""Changes of number and hours in the cms: proposed in Wagtail's forms, decided on one screen."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView

from helpline.enums import LineAction, LineChangeState
from helpline.line_changes.forms import LineDecisionForm
from helpline.models import LineChange, PhoneLine
from helpline.selectors.changes import (
    is_second_person_for_numbers,
    line_changes_waiting,
    numbers_overdue,
    numbers_to_check,
)
from helpline.services.changes import (
    line_change_approve,
    line_change_propose,
    line_change_refuse,
    line_change_withdraw,
    number_check,
)
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.policies import user_can_be_second

DECISIONS = {
    LineDecisionForm.APPROVE: (line_change_approve, gettext_lazy("Approved: visitors see it now.")),
    LineDecisionForm.REFUSE: (line_change_refuse, gettext_lazy("Refused: nothing was changed.")),
    LineDecisionForm.WITHDRAW: (line_change_withdraw, gettext_lazy("Taken back.")),
}


@access_if(user_can_be_second)
@require_safe
def line_changes(request: SignedInRequest) -> HttpResponse:
    context = {
        "changes": line_changes_waiting(request.user),
        "is_alone": not is_second_person_for_numbers(request.user),
        "numbers": numbers_to_check(),
        "overdue": {line.pk for line in numbers_overdue()},
    }
    return render(request, "helpline/admin/changes.html", context)


@access_if(user_can_be_second)
@require_POST
def line_change_decide(request: SignedInRequest, change_id: int) -> HttpResponse:
    change = get_object_or_404(LineChange, pk=change_id)
    form = LineDecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    decide, done = DECISIONS[form.cleaned_data["decision"]]
    try:
        decide(actor=request.user, change=change)
    except PermissionDenied:
        messages.error(request, _("Somebody else decides this, or it is decided already."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, str(done))
    return redirect("helpline_line_changes")


@access_if(user_can_be_second)
@require_POST
def number_checked(request: SignedInRequest, line_id: int) -> HttpResponse:
    number_check(actor=request.user, line=get_object_or_404(PhoneLine, pk=line_id))
    messages.success(request, _("The check is noted."))
    return redirect("helpline_line_changes")


class ProposingMixin:
    """A form of Wagtail's that proposes instead of changing."""

    line_action: LineAction
    request: Any
    form: Any

    def save_instance(self) -> Any:
        instance = self.form.save(commit=False)
        self.change = line_change_propose(
            actor=self.request.user, instance=instance, action=self.line_action
        )
        return instance

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            form.add_error(None, error)
            self.produced_error_message = " ".join(error.messages)
            return self.form_invalid(form)  # type: ignore[attr-defined]

    def save_action(self) -> HttpResponse:
        return _say_what_happened(self.request, self.change)

    def run_after_hook(self) -> None:
        """Nothing was saved yet."""


class ProposingCreateView(ProposingMixin, CreateView):
    line_action = LineAction.ADD


class ProposingEditView(ProposingMixin, EditView):
    line_action = LineAction.CHANGE


class ProposingDeleteView(DeleteView):
    def form_valid(self, _form: Any) -> HttpResponse:
        try:
            change = line_change_propose(
                actor=self.request.user, instance=self.object, action=LineAction.REMOVE
            )
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect("helpline_line_changes")
        return _say_what_happened(self.request, change)


def _say_what_happened(request: Any, change: LineChange) -> HttpResponse:
    if change.state == LineChangeState.AT_ONCE:
        text = _("Closed: visitors see it now. Opening again takes a second person.")
    else:
        text = _("A second person has to approve it. Until then visitors see what was there.")
    messages.success(request, text)
    return redirect("helpline_line_changes")
