from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.search.unanswered.enums import QuestionState
from knowledge.search.unanswered.querysets import UnansweredQuestionQuerySet

LONGEST_TEXT = 200
# Stands for words that are not kept.
LEFT_OUT = "…"


class UnansweredQuestion(models.Model):
    """A question that found nothing: how often and on how many days it was asked.

    Its everyday words are not kept before it was asked on three days or a reader sent them to the
    editors. Nothing says who asked. What is left out, and why: docs/search.md.
    """

    text = models.CharField(_("question"), max_length=LONGEST_TEXT, blank=True)
    # A keyed hash of the words (`masking.key_of`).
    key = models.CharField(max_length=64, unique=True, editable=False)
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
        ordering = ["-days", "-times", "text", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def kept_words(self) -> str:
        """The text without the marks of what was left out."""
        return " ".join(self.text.replace(LEFT_OUT, " ").split())
