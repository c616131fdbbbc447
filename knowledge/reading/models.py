"""Cards, glossary, and what a reader keeps of her own: pins, one date of a visit, questions."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, Page, Revision, RevisionMixin

from knowledge.reading.enums import CardGroup, UnclearState, example_languages
from portal.enums import Role

UNCLEAR_CHARACTERS = 500


class PrincipleCard(DraftStateMixin, RevisionMixin, models.Model):
    """A principle of communication or of work, short enough for the middle of a conversation."""

    title = models.CharField(_("title"), max_length=80)
    group = models.CharField(_("group"), max_length=16, choices=CardGroup.choices)
    do = models.TextField(_("do"), max_length=300)
    do_not = models.TextField(_("do not"), max_length=300, blank=True)
    example = models.TextField(
        _("example sentence"), max_length=300, help_text=_("In Slovene, as it can be said aloud.")
    )
    example_other = models.TextField(
        _("example sentence in another language"), max_length=300, blank=True
    )
    example_language = models.CharField(
        _("language of that sentence"), max_length=10, choices=example_languages, blank=True
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_starter = models.BooleanField(
        _("starter text"),
        default=False,
        help_text=_("Readers see a mark. Untick it when the organisation has looked it over."),
    )
    _revisions = GenericRelation(Revision, related_query_name="principle_card")

    class Meta:
        app_label = "knowledge"
        verbose_name = _("principle card")
        verbose_name_plural = _("principle cards")
        ordering = ["group", "position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> Any:
        return self._revisions


class GlossaryTerm(models.Model):
    """A word of the trade or an abbreviation, explained where it is used first."""

    term = models.CharField(_("term in Slovene"), max_length=120, unique=True)
    abbreviation = models.CharField(
        _("abbreviation"),
        max_length=20,
        blank=True,
        help_text=_("As it stands in the texts, e.g. CSD. Capital letters count."),
    )
    term_en = models.CharField(_("term in English"), max_length=120, blank=True)
    meaning = models.TextField(_("meaning in Slovene"), max_length=500)
    meaning_en = models.TextField(_("meaning in English"), max_length=500, blank=True)
    is_starter = models.BooleanField(
        _("starter text"),
        default=False,
        help_text=_("Readers see a mark. Untick it when the organisation has looked it over."),
    )

    class Meta:
        app_label = "knowledge"
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(
                fields=["abbreviation"],
                condition=~Q(abbreviation=""),
                name="knowledge_one_term_per_abbreviation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.abbreviation} · {self.term}" if self.abbreviation else self.term


class ReadingVisit(models.Model):
    """When a person's visit to the knowledge base began, and the one before; no log of reading."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    current_visit_at = models.DateTimeField()
    previous_visit_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "knowledge"
        verbose_name = _("visit of a reader")
        verbose_name_plural = _("visits of readers")

    def __str__(self) -> str:
        return str(self.pk)


class ReadingTarget(models.Model):
    """A page of the handbook or of a law, or one of its paragraphs, or a card."""

    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    card = models.ForeignKey(
        PrincipleCard, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # 0: the whole page.
    paragraph = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


IS_PAGE_OR_CARD = Q(page__isnull=False, card__isnull=True) | Q(
    page__isnull=True, card__isnull=False, paragraph=0
)


class Pin(ReadingTarget):
    """What a person keeps at hand. Hers alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "knowledge"
        verbose_name = _("pin")
        verbose_name_plural = _("pins")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=IS_PAGE_OR_CARD, name="knowledge_pin_one_target"),
            models.UniqueConstraint(
                fields=["user", "page", "paragraph"], name="knowledge_pin_page_once"
            ),
            models.UniqueConstraint(fields=["user", "card"], name="knowledge_pin_card_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class UnclearNote(ReadingTarget):
    """The words "this is unclear", from a reader to the editors.

    The editors see her role. `asked_by` is kept only for who wants to hear of the answer, and
    only until she has read it.
    """

    text = models.TextField(_("what is unclear"), max_length=UNCLEAR_CHARACTERS, blank=True)
    role = models.CharField(_("role of the reader"), max_length=20, choices=Role.choices)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked"))
    form_id = models.UUIDField(unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=UnclearState.choices, default=UnclearState.OPEN
    )
    answer = models.TextField(
        _("answer"),
        max_length=UNCLEAR_CHARACTERS,
        blank=True,
        help_text=_("What was mended, in a sentence or two. Who asked may see it in the portal."),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        app_label = "knowledge"
        verbose_name = _("unclear place")
        verbose_name_plural = _("unclear places")
        ordering = ["-state", "-asked_at"]
        constraints = [
            models.CheckConstraint(condition=IS_PAGE_OR_CARD, name="knowledge_unclear_one_target")
        ]

    def __str__(self) -> str:
        return self.text[:80] or str(self._meta.verbose_name)
