from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from cases.addresses import code_as_written
from cases.enums import CaseStatus, IdentityReason
from cases.forms import CaseForm, IdentityForm, IdentityReasonForm, NoteForm
from cases.identity_openings import (
    IDENTITY_DETAILS,
    IDENTITY_FIELDS,
    Marks,
    opening_shown,
)
from cases.models import Case
from cases.policies import (
    user_can_add_document,
    user_can_list_cases,
    user_can_open_case,
    user_can_remove_document,
    user_can_write_identity,
    user_can_write_note,
)
from cases.selectors import (
    OpenedIdentity,
    case_look,
    case_read,
    case_visible,
    cases_of,
    document_look,
    document_open,
    document_visible,
    identity_open,
)
from cases.services import (
    CaseFormUsedError,
    IdentityChangedError,
    case_open,
    document_add,
    document_remove,
    identity_write,
    note_write,
)
from portal.access.declarations import access_if
from portal.access.drafted import draft_finished
from portal.access.requests import SignedInRequest
from portal.drafts import KeptDraft, draft_open
from portal.sealing.master_keys import KeyRing
from portal.uploads.forms import UploadForm
from portal.uploads.serving import attachment_response


@access_if(user_can_list_cases)
@require_safe
def case_list(request: SignedInRequest) -> HttpResponse:
    return render(
        request, "cases/case_list.html", {"cases": cases_of(request.user), "form": CaseForm()}
    )


@access_if(user_can_open_case, form=CaseForm)
@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        # A reload or the history asks for the address of the button.
        return redirect("cases:list")
    form = CaseForm(request.POST)
    try:
        case = case_open(
            actor=request.user, case_id=form.cleaned_data["case_id"] if form.is_valid() else None
        )
    except CaseFormUsedError as used:
        case_look(user=request.user, code=used.case.code)
        context = {"case": used.case, "form": CaseForm()}
        return render(request, "cases/case_form_used.html", context, status=409)
    messages.success(request, _("The case is open. Write down the code."))
    return redirect("cases:detail", code=case.code)


@access_if(user_can_list_cases)
@sensitive_variables()
@require_safe
@code_as_written
def case_detail(request: SignedInRequest, code: str) -> HttpResponse:
    return _case_page_with_draft(request, code)


@access_if(user_can_list_cases, draft_fields=("text",), form=NoteForm)
@sensitive_post_parameters("text")
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@code_as_written
def note_new(request: SignedInRequest, code: str) -> HttpResponse:
    if request.method != "POST":
        return _case_page_with_draft(request, code)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _case_page(request, code, note_form=form)
    case = _case_of(request, code)
    if not user_can_write_note(request.user, case):
        return _case_page(request, code, note_form=form)
    with draft_finished(request):
        note_write(
            actor=request.user,
            case=case,
            text=form.cleaned_data["text"],
            note_id=form.cleaned_data["form_id"],
        )
    messages.success(request, _("The note is saved."))
    return redirect("cases:detail", code=case.code)


@access_if(user_can_list_cases)
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@code_as_written
def document_new(request: SignedInRequest, code: str) -> HttpResponse:
    if request.method != "POST":
        return _case_page_with_draft(request, code)
    # Before the file is looked at: opening it costs the server something.
    case = _case_of(request, code)
    if not user_can_add_document(request.user, case):
        return _case_page_with_draft(request, code)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _case_page_with_draft(request, code, upload_form=form)
    document_add(
        actor=request.user,
        case=case,
        file=form.cleaned_data["file"],
        document_id=form.cleaned_data["form_id"],
    )
    messages.success(request, _("The document is added."))
    return redirect("cases:detail", code=case.code)


@access_if(user_can_list_cases)
@sensitive_variables()
@require_safe
@code_as_written
def document_file(request: SignedInRequest, code: str, document_id: UUID) -> HttpResponse:
    document = document_open(user=request.user, code=code, document_id=document_id)
    if document is None:
        raise Http404
    return attachment_response(
        content=document.content, name=document.name, media_type=document.media_type
    )


@access_if(user_can_list_cases)
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@code_as_written
def document_delete(request: SignedInRequest, code: str, document_id: UUID) -> HttpResponse:
    if request.method != "POST":
        listed = document_look(user=request.user, code=code, document_id=document_id)
        if listed is None:
            raise Http404
        return render(request, "cases/document_remove.html", {"code": code, "document": listed})
    document = document_visible(user=request.user, code=code, document_id=document_id)
    if document is None:
        raise Http404
    if not user_can_remove_document(request.user, document):
        return _case_page_with_draft(request, code)
    document_remove(actor=request.user, document=document)
    messages.success(request, _("The document is removed."))
    return redirect("cases:detail", code=code)


@access_if(user_can_list_cases, fresh_factor=True)
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@code_as_written
def identity(request: SignedInRequest, code: str) -> HttpResponse:
    form = IdentityReasonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        case = case_look(user=request.user, code=code)
        if case is None:
            raise Http404
        draft = _identity_draft(request, case)
        context = {"case": case, "form": form, "has_draft": draft is not None}
        status = 422 if form.errors else 200
        return render(request, "cases/identity_reason.html", context, status=status)
    reason = IdentityReason(form.cleaned_data["reason"])
    opened = identity_open(user=request.user, code=code, reason=reason)
    if opened is None:
        raise Http404
    draft = _identity_draft(request, opened.case)
    form_of_it = IdentityForm.with_identity(request.user, opened, draft)
    return _identity_page(request, opened.case, form_of_it, opened)


@access_if(
    user_can_list_cases,
    draft_fields=IDENTITY_FIELDS,
    draft_slips=("opening",),
    draft_ring=KeyRing.IDENTITY,
    form=IdentityForm,
)
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@code_as_written
def identity_save(request: SignedInRequest, code: str) -> HttpResponse:
    case = _case_of(request, code)
    if request.method != "POST":
        return redirect("cases:identity", code=case.code)
    form = IdentityForm(request.POST)
    shown = opening_shown(request.POST.get("opening", ""), request.user, case)
    if shown is None:
        form.add_error(None, _("Too much time has passed. Copy what you typed, then open it anew."))
    if not user_can_write_identity(request.user, case):
        form.add_error(None, _("The case is closed; nothing was saved."))
    if not (form.is_valid() and _is_written(request, case, form, shown)):
        case_look(user=request.user, code=code)
        return _identity_page(request, case, form)
    messages.success(request, _("The identity is saved."))
    return redirect("cases:detail", code=case.code)


def _is_written(
    request: SignedInRequest, case: Case, form: IdentityForm, shown: Marks | None
) -> bool:
    """False when the identity was changed meanwhile; the form then says so."""
    known = form.cleaned_data
    try:
        with draft_finished(request):
            identity_write(
                actor=request.user,
                case=case,
                name=known["name"],
                birth_date=known["birth_date"],
                details={field: known[field] for field in IDENTITY_DETAILS},
                shown=shown,
            )
    except IdentityChangedError as change:
        form.add_changed(change.fields, change.written_by.display_name, change.written_on)
        return False
    return True


def _case_of(request: SignedInRequest, code: str) -> Case:
    """The case, where the person is a member. Raises Http404."""
    case = case_visible(user=request.user, code=code)
    if case is None:
        raise Http404
    return case


def _identity_draft(request: SignedInRequest, case: Case) -> KeptDraft | None:
    path = reverse("cases:identity_save", kwargs={"code": case.code})
    return draft_open(user=request.user, path=path)


def _identity_page(
    request: SignedInRequest,
    case: Case,
    form: IdentityForm,
    opened: OpenedIdentity | None = None,
) -> HttpResponse:
    is_closed = case.status == CaseStatus.CLOSED
    facts = [(form[name], opened.fields.get(name)) for name in IDENTITY_FIELDS] if opened else []
    context = {"case": case, "form": form, "facts": facts, "is_closed": is_closed}
    status = 422 if form.errors else 200
    return render(request, "cases/identity.html", context, status=status)


def _case_page_with_draft(
    request: SignedInRequest, code: str, *, upload_form: UploadForm | None = None
) -> HttpResponse:
    draft = draft_open(user=request.user, path=reverse("cases:note_new", kwargs={"code": code}))
    return _case_page(
        request,
        code,
        note_form=NoteForm.with_draft(draft),
        upload_form=upload_form,
    )


def _case_page(
    request: SignedInRequest,
    code: str,
    *,
    note_form: NoteForm,
    upload_form: UploadForm | None = None,
) -> HttpResponse:
    opened = case_read(user=request.user, code=code)
    if opened is None:
        raise Http404
    upload_form = upload_form or UploadForm()
    context = {
        "opened": opened,
        "form": note_form,
        "upload_form": upload_form,
        "typed": note_form["text"].value() if opened.is_closed else "",
    }
    is_wrong = (
        note_form.errors or upload_form.errors or (opened.is_closed and request.method == "POST")
    )
    return render(request, "cases/case_detail.html", context, status=422 if is_wrong else 200)
