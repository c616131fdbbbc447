from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from website.enums import ExitAnswer
from website.leaving.validators import validate_exit_url

URL_MAX = 200


def languages_of_targets() -> list[tuple[str, object]]:
    return [("", _("all other languages")), *settings.LANGUAGES]


class ExitTarget(models.Model):
    """Where "Leave this page" leads in a language, and where when that does not answer."""

    language_code = models.CharField(
        _("language of the page"),
        max_length=12,
        choices=languages_of_targets,
        blank=True,
        default="",
        unique=True,
        error_messages={"unique": _("This language has its way out already.")},
    )
    url = models.CharField(
        _("address"),
        max_length=URL_MAX,
        validators=[validate_exit_url],
        help_text=_(
            "An everyday site such as the weather, the same for everybody. No site on which "
            "people are signed in, no search that shows what was looked for before."
        ),
    )
    spare_url = models.CharField(
        _("spare address"),
        max_length=URL_MAX,
        validators=[validate_exit_url],
        help_text=_("Of another site. It is used while the first one does not answer."),
    )
    answer = models.CharField(
        _("answer of the address"),
        max_length=16,
        choices=ExitAnswer,
        default=ExitAnswer.NOT_ASKED,
        editable=False,
    )
    spare_answer = models.CharField(
        _("answer of the spare"),
        max_length=16,
        choices=ExitAnswer,
        default=ExitAnswer.NOT_ASKED,
        editable=False,
    )
    asked_at = models.DateTimeField(_("asked at"), null=True, editable=False)

    class Meta:
        verbose_name = _("way out")
        verbose_name_plural = _("ways out")
        ordering = ["language_code"]

    def __str__(self) -> str:
        return str(self.get_language_code_display())

    def clean(self) -> None:
        super().clean()
        if self.url and urlsplit(self.url).hostname == urlsplit(self.spare_url).hostname:
            raise ValidationError({"spare_url": _("The spare has to be another site.")})

    @property
    def is_faulty(self) -> bool:
        return ExitAnswer(self.answer).is_fault or ExitAnswer(self.spare_answer).is_fault

    @property
    def leads_to(self) -> str:
        """The spare only when it answered and the first one did not."""
        uses_spare = ExitAnswer(self.answer).is_fault and self.spare_answer == ExitAnswer.ANSWERS
        return self.spare_url if uses_spare else self.url
