from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from portal import checks  # noqa: F401
        from portal.navigation import NavigationEntry, navigation_add
        from portal.policies import user_can_manage_people
        from portal.sealed_columns import SEALED_COLUMNS
        from portal.sealing.registry import sealed_columns_add

        sealed_columns_add(*SEALED_COLUMNS)

        navigation_add(
            NavigationEntry(
                url_name="people",
                label=_("People"),
                description=_("Who may sign in, with which role; close, open and unlock accounts."),
                policy=user_can_manage_people,
                order=80,
            )
        )
