from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HelplineConfig(AppConfig):
    name = "helpline"
    verbose_name = _("Helpline")

    def ready(self) -> None:
        from helpline.policies import user_can_answer_letters
        from helpline.sealed_columns import SEALED_COLUMNS
        from helpline.selectors.letters import letters_waiting
        from helpline.services import letters_erase_outlived
        from portal.jobs import Job, job_add
        from portal.navigation import HomePart, NavigationEntry, home_part_add, navigation_add
        from portal.sealing.registry import sealed_columns_add

        sealed_columns_add(*SEALED_COLUMNS)
        navigation_add(
            NavigationEntry(
                url_name="helpline:letters",
                label=_("Letters"),
                description=_(
                    "What came from the public site: who asks to be called, referrals, suspicions."
                ),
                policy=user_can_answer_letters,
                order=20,
            )
        )
        home_part_add(
            HomePart("helpline/_letters_home.html", user_can_answer_letters, letters_waiting)
        )
        job_add(Job("helpline.letters_erase_outlived", letters_erase_outlived, timedelta(hours=1)))
