"""A document between its upload and its import."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.uploads.enums import UploadState


class HandbookUpload(models.Model):
    """What was read out of a file, kept for a day for who brought it; the file itself is not kept.

    `is_new`: meant for a handbook that was not there when the file was read.
    `differences`: what was shown to her; `taken`: the conflicts that she decided for the document;
    `done` of `total` pieces are written, `result` is the account of them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    file_name = models.CharField(_("file"), max_length=255)
    handbook_slug = models.SlugField(max_length=255)
    is_new = models.BooleanField(default=False)
    handbook_title = models.CharField(_("title"), max_length=255)
    document = models.JSONField()
    report = models.JSONField()
    differences = models.JSONField(default=list)
    taken = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=UploadState.choices, default=UploadState.READ)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("uploaded handbook")
        verbose_name_plural = _("uploaded handbooks")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name
