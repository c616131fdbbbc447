"""The upload of a handbook in the cms: choose, look, import, see what happened."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledge.importing.errors import DocumentError
from knowledge.models import HandbookUpload
from knowledge.policies import user_can_edit_knowledge
from knowledge.uploads.enums import UploadState
from knowledge.uploads.forms import HandbookUploadForm
from knowledge.uploads.selectors import preview_screen, result_screen, upload_of, uploads_of
from knowledge.uploads.services import (
    handbook_upload_compare,
    handbook_upload_continue,
    handbook_upload_discard,
    handbook_upload_read,
    handbook_upload_start,
)
from portal.access.declarations import access_if
from portal.access.requests import SignedInRequest

UPLOADS = "handbook_uploads"
UPLOAD = "handbook_upload"


@access_if(user_can_edit_knowledge)
@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request: SignedInRequest) -> HttpResponse:
    user = request.user
    form = HandbookUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            upload = handbook_upload_read(
                actor=user,
                content=form.cleaned_data["file"].read(),
                file_name=form.cleaned_data["file"].name,
                handbook_slug=form.cleaned_data["handbook"],
                handbook_title=form.cleaned_data["title"],
            )
            return redirect(UPLOAD, upload_id=upload.pk)
        except DocumentError as error:
            form.refuse(error)
    context = {"form": form, "uploads": uploads_of(user)}
    status = 422 if request.method == "POST" else 200
    return render(request, "knowledge/uploads/uploads.html", context, status=status)


@access_if(user_can_edit_knowledge)
@require_safe
def upload(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    found = _upload(request, upload_id)
    if found.state == UploadState.READ:
        context = {"upload": found, "screen": preview_screen(found)}
        return render(request, "knowledge/uploads/preview.html", context)
    if found.state == UploadState.IMPORTING:
        return render(request, "knowledge/uploads/progress.html", {"upload": found})
    context = {"upload": found, "screen": result_screen(found)}
    return render(request, "knowledge/uploads/result.html", context)


@access_if(user_can_edit_knowledge)
@require_POST
def upload_start(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    found = _upload(request, upload_id)
    taken = request.POST.getlist("taken")
    handbook_upload_start(actor=request.user, upload=found, taken=taken)
    return redirect(UPLOAD, upload_id=upload_id)


@access_if(user_can_edit_knowledge)
@require_POST
def upload_continue(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    found = _upload(request, upload_id)
    handbook_upload_continue(actor=request.user, upload=found)
    return redirect(UPLOAD, upload_id=upload_id)


@access_if(user_can_edit_knowledge)
@require_POST
def upload_compare(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    handbook_upload_compare(upload=_upload(request, upload_id))
    return redirect(UPLOAD, upload_id=upload_id)


@access_if(user_can_edit_knowledge)
@require_POST
def upload_discard(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    handbook_upload_discard(upload=_upload(request, upload_id))
    return redirect(UPLOADS)


def _upload(request: SignedInRequest, upload_id: UUID) -> HandbookUpload:
    """Hers, or as if there were none."""
    found = upload_of(request.user, upload_id)
    if found is None:
        raise Http404
    return found
