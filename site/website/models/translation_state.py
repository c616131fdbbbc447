from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from website.enums import TranslationStatus


class TranslationState(models.Model):
    """What a public page is in its language, kept exact by `website.translation_states.services`.

    `source_texts`: of a source page, the versions of each text by its path. `approvals`: of a
    translation, what each text was approved against. Both as `translation_states.records` writes
    them. `blocks_replaced`: blocks of critical fields that visitors may not read as current.
    """

    page = models.OneToOneField(
        Page,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="translation_state",
        verbose_name=_("page"),
    )
    state = models.CharField(_("state"), max_length=16, choices=TranslationStatus)
    since = models.DateTimeField(_("since"))
    stale = models.PositiveSmallIntegerField(_("stale texts"), default=0)
    untranslated = models.PositiveSmallIntegerField(_("texts not translated"), default=0)
    critical = models.PositiveSmallIntegerField(_("critical blocks replaced"), default=0)
    is_reviewed = models.BooleanField(_("reviewed by a native speaker"), default=False)
    blocks_replaced = models.JSONField(default=list)
    source_texts = models.JSONField(default=dict)
    approvals = models.JSONField(default=dict)
    # Which version of the page the texts were last read from; no key: versions are pruned.
    revision_id = models.PositiveBigIntegerField(null=True)
    # When the nightly comparison found it other than the pages.
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("state of a translation")
        verbose_name_plural = _("states of translations")

    def __str__(self) -> str:
        return f"{self.page_id}: {self.state}"
