from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from helpline.enums import LetterKind, LetterStep
from helpline.forms import DeskForm, LetterStepForm, ReceiptForm
from helpline.policies import user_can_answer_letters
from helpline.selectors.letters import (
    letter_desk,
    letter_is_kept,
    letter_open,
    letter_with_receipt_code,
)
from helpline.services import LetterChangedError, NotAllowedError, letter_make_step
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest

DONE = {
    LetterStep.TAKE: gettext_lazy("It is yours. Read first what is safe."),
    LetterStep.GIVE_BACK: gettext_lazy("It waits for somebody else again."),
    LetterStep.ATTEMPT: gettext_lazy("The attempt is noted."),
    LetterStep.REACH: gettext_lazy("It is noted that you reached the person."),
    LetterStep.CLOSE: gettext_lazy("It is closed; what was written will be erased."),
}
BACK_TO_THE_LIST = {LetterStep.GIVE_BACK, LetterStep.CLOSE}


@access_if(user_can_answer_letters)
@require_safe
def letters(request: SignedInRequest) -> HttpResponse:
    form = DeskForm(request.GET)
    kind = form.cleaned_data["kind"] if form.is_valid() else ""
    desk = letter_desk(request.user, LetterKind(kind) if kind else None)
    return render(request, "helpline/letters.html", {"desk": desk})


@access_if(user_can_answer_letters, form=ReceiptForm)
@require_http_methods(["GET", "HEAD", "POST"])
def letter_find(request: SignedInRequest) -> HttpResponse:
    """From the code of a sender to the letter. The code stands in no address."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    found = letter_with_receipt_code(form.cleaned_data["code"]) if form.is_valid() else None
    if found is None:
        if request.method == "POST":
            messages.warning(request, _("No letter that is still kept has this code."))
        return redirect("helpline:letters")
    return redirect("helpline:letter", letter_id=found.pk)


@access_if(user_can_answer_letters)
@sensitive_variables()
@require_safe
def letter(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    return _letter_page(request, letter_id)


@access_if(user_can_answer_letters, form=LetterStepForm)
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def letter_step(request: SignedInRequest, letter_id: UUID) -> HttpResponse:
    if request.method != "POST":
        # A reload or the history asks for the address of the button.
        if not letter_is_kept(letter_id):
            raise Http404
        return redirect("helpline:letter", letter_id=letter_id)
    form = LetterStepForm(request.POST)
    if not form.is_valid():
        return _letter_page(request, letter_id, _("Nothing was done. Try again."), 422)
    step = LetterStep(form.cleaned_data["step"])
    try:
        letter_make_step(
            actor=request.user,
            letter_id=letter_id,
            step=step,
            seen=form.cleaned_data["seen"],
        )
    except (LetterChangedError, NotAllowedError):
        words = _("Somebody changed this meanwhile. Nothing was done; look at it again.")
        return _letter_page(request, letter_id, words, 409)
    messages.success(request, DONE[step])
    if step in BACK_TO_THE_LIST:
        return redirect("helpline:letters")
    return redirect("helpline:letter", letter_id=letter_id)


def _letter_page(
    request: SignedInRequest, letter_id: UUID, problem: str = "", status: int = 200
) -> HttpResponse:
    opened = letter_open(user=request.user, letter_id=letter_id)
    if opened is None:
        raise Http404
    context = {"opened": opened, "letter": opened.letter, "problem": problem}
    return render(request, "helpline/letter.html", context, status=status)
