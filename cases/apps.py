from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from cases.policies import user_can_list_cases, user_can_look_up_trail
        from cases.sealed_columns import sealed_columns
        from portal.navigation import NavigationEntry, navigation_add
        from portal.sealing.registry import sealed_columns_add

        sealed_columns_add(*sealed_columns())

        navigation_add(
            NavigationEntry(
                url_name="cases:list",
                label=_("Cases"),
                description=_("The cases you work on."),
                policy=user_can_list_cases,
                order=30,
            )
        )
        navigation_add(
            NavigationEntry(
                url_name="cases:trail",
                label=_("Who saw a case"),
                description=_("Who opened or changed a case, and when."),
                policy=user_can_look_up_trail,
                order=70,
            )
        )
