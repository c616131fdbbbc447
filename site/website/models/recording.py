from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from website.enums import SoundKind


class Recording(models.Model):
    """A page read aloud. It belongs to one page, hence to one language: no copy takes it along.

    `text_fingerprint`: the text of the page as it was when the recording was brought.
    """

    page = models.OneToOneField(
        Page,
        on_delete=models.CASCADE,
        related_name="recording",
        verbose_name=_("page"),
        error_messages={
            "unique": _("This page has its recording already. Change that one, or delete it first.")
        },
    )
    # In the database, hence in every backup and gone with the page.
    content = models.BinaryField(editable=False)
    kind = models.CharField(_("kind"), max_length=4, choices=SoundKind, editable=False)
    seconds = models.PositiveSmallIntegerField(_("length"), editable=False)
    size = models.PositiveIntegerField(_("size"), editable=False)
    text_fingerprint = models.CharField(max_length=64, editable=False)
    brought_at = models.DateTimeField(_("brought at"), editable=False)

    class Meta:
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")
        ordering = ["page__locale__language_code", "page__path"]

    def __str__(self) -> str:
        return f"{self.page.title} ({self.length})"

    @property
    def length(self) -> str:
        """Minutes and seconds, e.g. 0:45."""
        return "{}:{:02}".format(*divmod(self.seconds, 60))

    @property
    def kilobytes(self) -> int:
        return -(-self.size // 1000)

    @property
    def file_name(self) -> str:
        """What stays in the phone's list of downloads: it tells nothing."""
        return f"sound.{self.kind}"
