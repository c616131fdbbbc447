from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    name = "website"
    verbose_name = _("Public site")

    def ready(self) -> None:
        from portal.jobs import Job, job_add
        from portal.navigation import NavigationEntry, navigation_add
        from portal.policies import user_has_any_role
        from portal.status import status_add
        from website import checks  # noqa: F401
        from website.approvals.mailing import approvals_mail_send
        from website.fact_checks.services import facts_mail_send
        from website.leaving.services import exit_targets_ask_due
        from website.leaving.status import exit_targets_status
        from website.services import new_languages_permit, scheduled_pages_follow
        from website.translation_desk import signal_handlers as translation_desk
        from website.translation_states import signal_handlers as translation_states
        from website.translation_states.services import states_correct
        from website.translation_states.status import translation_states_status

        # First the source that translators see, then the states that are held against it.
        translation_desk.connect_signal_handlers()
        translation_states.connect_signal_handlers()
        # The work itself knows which address is due.
        job_add(Job("website.exit_targets_ask_due", exit_targets_ask_due, timedelta()))
        job_add(Job("website.scheduled_pages", scheduled_pages_follow, timedelta()))
        job_add(Job("website.translation_states", states_correct, timedelta(days=1)))
        job_add(Job("website.facts_mail_send", facts_mail_send, timedelta()))
        job_add(Job("website.approvals_mail_send", approvals_mail_send, timedelta()))
        job_add(Job("website.new_languages_permit", new_languages_permit, timedelta()))
        status_add("website.exit_targets", exit_targets_status)
        status_add("website.translation_states", translation_states_status)
        navigation_add(
            NavigationEntry(
                url_name="printed_matter",
                label=_("Printed matter"),
                description=_("Cards and sheets with the number, in each language."),
                policy=user_has_any_role,
                order=60,
            )
        )
