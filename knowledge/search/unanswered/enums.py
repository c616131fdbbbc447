from django.db import models
from django.utils.translation import pgettext_lazy


class QuestionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a question", "open")
    ANSWERED = "answered", pgettext_lazy("state of a question", "answered")
    IGNORED = "ignored", pgettext_lazy("state of a question", "ignored")
