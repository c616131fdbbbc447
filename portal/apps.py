from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from portal import checks  # noqa: F401
        from portal.navigation import NavigationEntry, navigation_add
        from portal.policies import user_can_manage_people

        navigation_add(
            NavigationEntry(
                url_name="people",
                label=_("People"),
                description=_("Who may sign in, with which role; close, open and unlock accounts."),
                policy=user_can_manage_people,
                order=80,
            )
        )
