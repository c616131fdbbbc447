from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from django.urls import register_converter

        from portal import checks  # noqa: F401
        from portal.converters import IdConverter
        from portal.navigation import NavigationEntry, navigation_add
        from portal.policies import user_can_manage_people, user_can_see_status
        from portal.printing import checks as printing_checks  # noqa: F401
        from portal.sealed_columns import SEALED_COLUMNS
        from portal.sealing.registry import sealed_columns_add

        sealed_columns_add(*SEALED_COLUMNS)
        register_converter(IdConverter, "id")

        navigation_add(
            NavigationEntry(
                url_name="people",
                label=_("People"),
                description=_("Who may sign in, with which role; invitations and lost phones."),
                policy=user_can_manage_people,
                order=80,
            )
        )
        navigation_add(
            NavigationEntry(
                url_name="status",
                label=_("State of the portal"),
                description=_("Whether what works in the background is in order."),
                policy=user_can_see_status,
                order=90,
            )
        )
        self._add_jobs()

    def _add_jobs(self) -> None:
        from portal.audit.heads import audit_head_send
        from portal.drafts import drafts_forget_old
        from portal.jobs import Job, job_add
        from portal.services.sign_in import sign_in_failures_forget
        from portal.upkeep import links_forget_old, sessions_forget_ended

        hour, day = timedelta(hours=1), timedelta(days=1)
        job_add(Job("portal.sign_in_failures_forget", sign_in_failures_forget, hour))
        job_add(Job("portal.drafts_forget_old", drafts_forget_old, hour))
        job_add(Job("portal.sessions_forget_ended", sessions_forget_ended, hour))
        job_add(Job("portal.links_forget_old", links_forget_old, day))
        job_add(Job("portal.audit_head_send", audit_head_send, timedelta()))
