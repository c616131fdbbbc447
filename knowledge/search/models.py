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
