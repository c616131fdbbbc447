from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """When a recurring job last went through."""

    name = models.CharField(_("name"), max_length=60, primary_key=True)
    ran_at = models.DateTimeField(_("ran at"))

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")

    def __str__(self) -> str:
        return self.name
