from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from helpline.enums import CallBackStep
from helpline.forms import CallBackStepForm
from helpline.policies import user_can_answer_call_backs
from helpline.selectors.call_backs import call_back_desk, call_back_is_there, call_back_open
from helpline.services import CallBackChangedError, NotAllowedError, call_back_make_step
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest

DONE = {
    CallBackStep.TAKE: gettext_lazy("It is yours. Read how to call safely before you call."),
    CallBackStep.GIVE_BACK: gettext_lazy("It waits for somebody else again."),
    CallBackStep.ATTEMPT: gettext_lazy("The attempt is noted."),
    CallBackStep.REACH: gettext_lazy("It is noted that you reached the person."),
    CallBackStep.CLOSE: gettext_lazy("The call-back is closed; what was written will be erased."),
}
BACK_TO_THE_LIST = {CallBackStep.GIVE_BACK, CallBackStep.CLOSE}


@access_if(user_can_answer_call_backs)
@require_safe
def call_backs(request: SignedInRequest) -> HttpResponse:
    return render(request, "helpline/call_backs.html", {"desk": call_back_desk(request.user)})


@access_if(user_can_answer_call_backs)
@sensitive_variables()
@require_safe
def call_back(request: SignedInRequest, call_back_id: UUID) -> HttpResponse:
    return _call_back_page(request, call_back_id)


@access_if(user_can_answer_call_backs, form=CallBackStepForm)
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def call_back_step(request: SignedInRequest, call_back_id: UUID) -> HttpResponse:
    if request.method != "POST":
        # A reload or the history asks for the address of the button.
        if not call_back_is_there(call_back_id):
            raise Http404
        return redirect("helpline:call_back", call_back_id=call_back_id)
    form = CallBackStepForm(request.POST)
    if not form.is_valid():
        return _call_back_page(request, call_back_id, _("Nothing was done. Try again."), 422)
    step = CallBackStep(form.cleaned_data["step"])
    try:
        call_back_make_step(
            actor=request.user,
            call_back_id=call_back_id,
            step=step,
            seen=form.cleaned_data["seen"],
        )
    except (CallBackChangedError, NotAllowedError):
        words = _("Somebody changed this meanwhile. Nothing was done; look at it again.")
        return _call_back_page(request, call_back_id, words, 409)
    messages.success(request, DONE[step])
    if step in BACK_TO_THE_LIST:
        return redirect("helpline:call_backs")
    return redirect("helpline:call_back", call_back_id=call_back_id)


def _call_back_page(
    request: SignedInRequest, call_back_id: UUID, problem: str = "", status: int = 200
) -> HttpResponse:
    opened = call_back_open(user=request.user, call_back_id=call_back_id)
    if opened is None:
        raise Http404
    context = {"opened": opened, "call_back": opened.call_back, "problem": problem}
    return render(request, "helpline/call_back.html", context, status=status)
