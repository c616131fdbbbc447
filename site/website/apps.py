from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    name = "website"
    verbose_name = _("Public site")

    def ready(self) -> None:
        from portal.jobs import Job, job_add
        from website import checks  # noqa: F401
        from website.services import scheduled_pages_follow

        job_add(Job("website.scheduled_pages", scheduled_pages_follow, timedelta()))
