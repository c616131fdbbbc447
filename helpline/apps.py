from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HelplineConfig(AppConfig):
    name = "helpline"
    verbose_name = _("Helpline")

    def ready(self) -> None:
        from helpline.policies import user_can_answer_call_backs
        from helpline.sealed_columns import SEALED_COLUMNS
        from helpline.selectors.call_backs import call_backs_waiting
        from helpline.services import call_backs_erase_outlived
        from portal.jobs import Job, job_add
        from portal.navigation import HomePart, NavigationEntry, home_part_add, navigation_add
        from portal.sealing.registry import sealed_columns_add

        sealed_columns_add(*SEALED_COLUMNS)
        navigation_add(
            NavigationEntry(
                url_name="helpline:call_backs",
                label=_("Call-backs"),
                description=_("Who asked to be called, and how it is safe."),
                policy=user_can_answer_call_backs,
                order=20,
            )
        )
        home_part_add(
            HomePart(
                "helpline/_call_backs_home.html", user_can_answer_call_backs, call_backs_waiting
            )
        )
        job_add(
            Job("helpline.call_backs_erase_outlived", call_backs_erase_outlived, timedelta(hours=1))
        )
