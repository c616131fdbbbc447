from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from cases.forms import CaseForm, NoteForm
from cases.policies import user_can_list_cases, user_can_open_case, user_can_write_note
from cases.selectors import case_read, case_visible, cases_of
from cases.services import NotAllowedError, case_open, note_write
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest
from portal.drafts import draft_discard, draft_open


@access_if(user_can_list_cases)
@require_safe
def case_list(request: SignedInRequest) -> HttpResponse:
    return render(
        request, "cases/case_list.html", {"cases": cases_of(request.user), "form": CaseForm()}
    )


@access_if(user_can_open_case)
@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        # A reload or the history asks for the address of the button.
        return redirect("cases:list")
    form = CaseForm(request.POST)
    case = case_open(
        actor=request.user, case_id=form.cleaned_data["case_id"] if form.is_valid() else None
    )
    messages.success(request, _("The case is open. Write down the code."))
    return redirect("cases:detail", code=case.code)


@access_if(user_can_list_cases)
@sensitive_variables()
@require_safe
def case_detail(request: SignedInRequest, code: str) -> HttpResponse:
    return _case_page_with_draft(request, code)


@access_if(user_can_list_cases, draft_fields=("text",))
@sensitive_post_parameters("text")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def note_new(request: SignedInRequest, code: str) -> HttpResponse:
    if request.method != "POST":
        return _case_page_with_draft(request, code)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _case_page(request, code, form)
    case = case_visible(user=request.user, code=code)
    if case is None:
        raise Http404
    try:
        note_write(
            actor=request.user,
            case=case,
            text=form.cleaned_data["text"],
            note_id=form.cleaned_data["form_id"],
        )
    except NotAllowedError:
        # What she typed stands in the form below the words, to be copied.
        form.add_error(None, _("This case is closed. It can be read, nothing can be added."))
        return _case_page(request, code, form)
    draft_discard(user=request.user, path=request.path, ids=form.draft_ids())
    messages.success(request, _("The note is saved."))
    return redirect("cases:detail", code=case.code)


def _case_page_with_draft(request: SignedInRequest, code: str) -> HttpResponse:
    draft = draft_open(user=request.user, path=reverse("cases:note_new", kwargs={"code": code}))
    return _case_page(request, code, NoteForm.with_draft(draft), has_draft=draft is not None)


def _case_page(
    request: SignedInRequest, code: str, form: NoteForm, *, has_draft: bool = False
) -> HttpResponse:
    opened = case_read(user=request.user, code=code)
    if opened is None:
        raise Http404
    context = {
        "opened": opened,
        "form": form,
        "has_draft": has_draft,
        "is_form_shown": form.is_bound or user_can_write_note(request.user, opened.case),
    }
    return render(request, "cases/case_detail.html", context, status=422 if form.errors else 200)
