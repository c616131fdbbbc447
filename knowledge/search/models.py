from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.search.enums import SynonymLanguage


class SearchSynonym(models.Model):
    """A term of the organisation's own and what the search takes it for."""

    term = models.CharField(
        _("term"), max_length=100, help_text=_("A word or a phrase that people type.")
    )
    means = models.CharField(
        _("means"),
        max_length=255,
        help_text=_("Slovene words that stand in the texts; several divided by semicolons."),
    )
    language = models.CharField(
        _("language of the term"),
        max_length=2,
        choices=SynonymLanguage.choices,
        default=SynonymLanguage.SLOVENE,
    )
    note = models.CharField(_("note"), max_length=255, blank=True)

    class Meta:
        app_label = "knowledge"
        verbose_name = _("search synonym")
        verbose_name_plural = _("search synonyms")
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "language"], name="knowledge_one_synonym_per_term"
            )
        ]

    def __str__(self) -> str:
        return f"{self.term} = {self.means}"


class SearchState(models.Model):
    """How many changes of published pages were noted so far; one row."""

    changes = models.PositiveBigIntegerField(default=0)

    class Meta:
        app_label = "knowledge"
        verbose_name = _("state of the search")
        verbose_name_plural = _("states of the search")

    def __str__(self) -> str:
        return str(self.changes)


class SearchChange(models.Model):
    """A page that an index which does not know this number has to read again."""

    number = models.PositiveBigIntegerField(primary_key=True)
    page_id = models.PositiveBigIntegerField()
    path = models.CharField(max_length=255)
    noted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "knowledge"
        verbose_name = _("change for the search")
        verbose_name_plural = _("changes for the search")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.page_id}"
