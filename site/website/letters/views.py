from dataclasses import replace

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from helpline.models import Letter
from helpline.services import letter_receive
from portal.doors import Door, door_reverse
from portal.letterboxes import LetterboxMissingError
from portal.sealing.envelope import SealError
from website.letters.fields import LetterForm
from website.letters.kinds import FORMS
from website.models import LetterFormPage
from website.selectors import frame_of_language

CANNOT_BE_KEPT = (DatabaseError, LetterboxMissingError, SealError)


@sensitive_post_parameters()
@sensitive_variables()
def letter_form(request: HttpRequest, page: LetterFormPage) -> HttpResponse:
    """A page with a form that becomes a letter; `website.views.page` found it."""
    if request.method != "POST":
        return _form_page(request, page)
    form = FORMS[page.letter_kind](request.POST, request=request)
    if not form.is_valid():
        return _form_page(request, page, form, status=422)
    letter = _kept(form)
    if letter is None:
        return _form_page(request, page, form, status=503)
    return _receipt(request, page, letter) if page.gives_receipt else _thanks()


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    # Nobody who has just asked is asked again.
    frame = replace(frame_of_language(get_language() or ""), call_back_path="")
    response = render(request, "website/letters/done.html", {"frame": frame})
    # An answer, not a page to be found.
    response["X-Robots-Tag"] = "noindex"
    return response


def _kept(form: LetterForm) -> Letter | None:
    """The letter, or None when it cannot be kept right now."""
    assert form.form_id is not None  # noqa: S101 - a valid form has a good token
    try:
        return letter_receive(
            content=form.content,
            language=form.language_of_answer,
            not_after=form.not_after,
            form_id=form.form_id,
        )
    except CANNOT_BE_KEPT:
        return None


def _thanks() -> HttpResponse:
    response = HttpResponseRedirect(door_reverse(Door.WWW, "done"))
    # 303: what comes next is read, never sent again.
    response.status_code = 303
    return response


def _receipt(request: HttpRequest, page: LetterFormPage, letter: Letter) -> HttpResponse:
    """With the code, hence no redirect: it may stand in no address. Sent again it is the same."""
    context = {**page.get_context(request), "code": letter.receipt_code}
    return _not_for_others(render(request, "website/letters/receipt.html", context))


def _form_page(
    request: HttpRequest, page: LetterFormPage, form: LetterForm | None = None, status: int = 200
) -> HttpResponse:
    context = {**page.get_context(request), "is_unkept": status == 503}
    if form is not None:
        context["form"] = form
    return _not_for_others(render(request, page.template, context, status=status))


def _not_for_others(response: HttpResponse) -> HttpResponse:
    # Token and code are this visitor's alone: no cache in front may hand them to another.
    response["Surrogate-Control"] = "no-store"
    return response
