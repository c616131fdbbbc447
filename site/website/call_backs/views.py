from dataclasses import replace

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from helpline.services import call_back_receive
from portal.doors import Door, door_reverse
from portal.letterboxes import LetterboxMissingError
from portal.sealing.envelope import SealError
from website.call_backs.forms import CallBackForm
from website.models import CallBackPage
from website.selectors import frame_of_language

CANNOT_BE_KEPT = (DatabaseError, LetterboxMissingError, SealError)


@sensitive_post_parameters()
@sensitive_variables()
def call_back(request: HttpRequest, page: CallBackPage) -> HttpResponse:
    """The page with the form; `website.views.page` found it."""
    if request.method != "POST":
        return _form_page(request, page)
    form = CallBackForm(request.POST, request=request)
    if not form.is_valid():
        return _form_page(request, page, form, status=422)
    if not _is_kept(form):
        return _form_page(request, page, form, status=503)
    response = HttpResponseRedirect(door_reverse(Door.WWW, "done"))
    # 303: what comes next is read, never sent again.
    response.status_code = 303
    return response


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    # Nobody who has just asked is asked again.
    frame = replace(frame_of_language(get_language() or ""), call_back_path="")
    return render(request, "website/call_backs/done.html", {"frame": frame})


def _is_kept(form: CallBackForm) -> bool:
    assert form.form_id is not None  # noqa: S101 - a valid form has a good token
    try:
        call_back_receive(
            request=form.request,
            language=form.cleaned_data["language"],
            not_after=form.not_after,
            form_id=form.form_id,
        )
    except CANNOT_BE_KEPT:
        return False
    return True


def _form_page(
    request: HttpRequest, page: CallBackPage, form: CallBackForm | None = None, status: int = 200
) -> HttpResponse:
    context = {**page.get_context(request), "is_unkept": status == 503}
    if form is not None:
        context["form"] = form
    response = render(request, page.template, context, status=status)
    # The token is this visitor's alone: no cache in front may hand it to another.
    response["Surrogate-Control"] = "no-store"
    return response
