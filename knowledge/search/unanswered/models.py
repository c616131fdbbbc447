from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.search.unanswered.enums import QuestionState
from knowledge.search.unanswered.querysets import UnansweredQuestionQuerySet

LONGEST_TEXT = 200
# Stands for words that are not kept.
LEFT_OUT = "…"


class UnansweredQuestion(models.Model):
    """A question that found nothing: its everyday words, how often and on how many days.

    Nothing says who asked. What is left out of the text, and why: docs/search.md.
    """

    text = models.CharField(_("question"), max_length=LONGEST_TEXT)
    # The text folded: the same question with and without accents is one.
    key = models.CharField(max_length=LONGEST_TEXT, unique=True, editable=False)
    times = models.PositiveIntegerField(_("asked"), default=1)
    days = models.PositiveSmallIntegerField(_("days on which it was asked"), default=1)
    first_on = models.DateField(_("first asked"))
    last_on = models.DateField(_("last asked"))
    is_told = models.BooleanField(_("told to the editors"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=QuestionState.choices, default=QuestionState.OPEN
    )

    objects = UnansweredQuestionQuerySet.as_manager()

    class Meta:
        app_label = "knowledge"
        verbose_name = _("unanswered question")
        verbose_name_plural = _("unanswered questions")
        ordering = ["-days", "-times", "key"]

    def __str__(self) -> str:
        return self.text

    @property
    def kept_words(self) -> str:
        """The text without the marks of what was left out."""
        return " ".join(self.text.replace(LEFT_OUT, " ").split())
