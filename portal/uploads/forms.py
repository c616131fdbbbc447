import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.uploads.cleaning import CleanedFile, upload_clean
from portal.uploads.refusals import Refusal, UploadRefusedError
from portal.uploads.words import refusal_words

# What the browser offers to choose; what a file is, is decided by its content.
OFFERED = ".pdf,.jpg,.jpeg,.png,.heic,.webp,.docx,.txt"


class CleanedFileField(forms.FileField):
    """A file field whose value is a CleanedFile."""

    widget = forms.FileInput(attrs={"accept": OFFERED, "autocomplete": "off"})
    default_error_messages = {
        "required": _("Choose a file first."),
        "missing": _("Choose a file first."),
        "empty": _("The file is empty."),
    }

    def clean(self, data: Any, initial: Any = None) -> CleanedFile:
        upload = super().clean(data, initial)
        # The content of a file over the limit was not kept.
        if upload.size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            raise _refused(Refusal.TOO_LARGE)
        try:
            return upload_clean(upload.read(), upload.name or "")
        except UploadRefusedError as error:
            raise _refused(error.refusal) from None


def _refused(refusal: Refusal) -> forms.ValidationError:
    return forms.ValidationError(refusal_words(refusal), code=refusal.value)


class UploadForm(forms.Form):
    """One file; sent twice, the same `form_id` saves once."""

    form_id = forms.UUIDField(
        required=False, initial=uuid.uuid4, widget=forms.HiddenInput(attrs={"id": "upload_form_id"})
    )
    file = CleanedFileField(
        label=_("File"),
        help_text=_(
            "PDF, picture, Word or plain text, 20 MB at most. Hidden data, such as where a photo "
            "was taken, are removed."
        ),
    )
