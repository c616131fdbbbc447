"""From an uploaded document to drafts, in steps that can be taken up again."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from knowledge.enums import ImportState
from knowledge.importing.storing import document_restored, document_stored, report_stored
from knowledge.importing.structure import document_pieces
from knowledge.models import HandbookUpload
from knowledge.services import (
    HANDBOOK_TITLE,
    HandbookWriter,
    ImportResult,
    handbook_ensure,
    handbook_slug_free,
    knowledge_root_ensure,
)
from knowledge.uploads.differences import document_differences
from knowledge.uploads.enums import UploadState
from knowledge.uploads.reading import document_read_apart
from knowledge.uploads.selectors import upload_is_overtaken
from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User

UPLOADS_KEPT = timedelta(days=1)
# Written in one step, between two pictures of the progress bar.
PIECES_AT_ONCE = 10
_LONGEST_NAME = 255


def handbook_upload_read(
    *,
    actor: User,
    content: bytes,
    file_name: str,
    handbook_slug: str = "",
    handbook_title: str = "",
) -> HandbookUpload:
    """Read a file and compare it with a handbook; without `handbook_slug` with a new one.

    Nothing of the handbook is changed. Raises DocumentError.
    """
    document, report = document_read_apart(content)
    title = (handbook_title or document.title or HANDBOOK_TITLE)[:_LONGEST_NAME]
    slug = handbook_slug or handbook_slug_free(title)
    differences = document_differences(document, slug)
    return HandbookUpload.objects.create(
        created_by=actor,
        file_name=file_name[-_LONGEST_NAME:],
        handbook_slug=slug,
        is_new=not handbook_slug,
        handbook_title=title,
        document=document_stored(document),
        report=report_stored(report),
        differences=[difference.as_dict() for difference in differences],
        total=len(document_pieces(document)),
    )


def handbook_upload_start(
    *, actor: User, upload: HandbookUpload, taken: Collection[str] = ()
) -> HandbookUpload:
    """Begin to import; `taken`: the labels of conflicts that the document decides.

    What began or ended already is left as it is.
    """
    with transaction.atomic():
        upload = _locked(upload)
        if upload.state == UploadState.READ:
            upload.taken = {
                difference["label"]: difference["held"]
                for difference in upload.differences
                if difference["label"] in taken and difference["state"] == ImportState.CONFLICT
            }
            upload.state = UploadState.IMPORTING
            upload.result = ImportResult(upload.handbook_slug, False, False).as_dict()
            upload.save()
    return handbook_upload_continue(actor=actor, upload=upload)


def handbook_upload_continue(*, actor: User, upload: HandbookUpload) -> HandbookUpload:
    """Write the next pieces as drafts. Whatever ends it early, the next call goes on from there.

    Nothing is written where the new handbook was made by somebody else meanwhile: what its reader
    saw was compared with none.
    """
    with transaction.atomic():
        upload = _locked(upload)
        if upload.state != UploadState.IMPORTING:
            return upload
        if upload_is_overtaken(upload):
            upload.state = UploadState.READ
            upload.save(update_fields=["state"])
            return upload
        document = document_restored(upload.document)
        root = knowledge_root_ensure()
        handbook = handbook_ensure(root, upload.handbook_slug, upload.handbook_title, actor)
        writer = HandbookWriter(
            root, handbook, actor, ImportResult(**upload.result), document, taken=upload.taken
        )
        pieces = document_pieces(document)[upload.done : upload.done + PIECES_AT_ONCE]
        for piece in pieces:
            writer.write(piece)
        upload.done += len(pieces)
        if upload.done >= upload.total:
            writer.result.missing = writer.missing()
            upload.state = UploadState.DONE
        upload.result = writer.result.as_dict()
        upload.save()
        audit_record(
            actor=actor,
            action=AuditAction.HANDBOOK_IMPORTED,
            subject_kind="handbook",
            subject_id=handbook.pk,
        )
    return upload


def handbook_upload_compare(*, upload: HandbookUpload) -> None:
    """Take the handbook that was made meanwhile for the one that the document is meant for."""
    with transaction.atomic():
        upload = _locked(upload)
        if upload.state == UploadState.READ:
            found = document_differences(document_restored(upload.document), upload.handbook_slug)
            upload.differences = [difference.as_dict() for difference in found]
            upload.is_new = False
            upload.save(update_fields=["differences", "is_new"])


def handbook_upload_discard(*, upload: HandbookUpload) -> None:
    """Forget what was read; what was imported of it stays."""
    upload.delete()


def handbook_uploads_forget_old() -> None:
    HandbookUpload.objects.filter(created_at__lt=timezone.now() - UPLOADS_KEPT).delete()


def _locked(upload: HandbookUpload) -> HandbookUpload:
    """As it is now: two windows may send the same form at once."""
    return HandbookUpload.objects.select_for_update().get(pk=upload.pk)
