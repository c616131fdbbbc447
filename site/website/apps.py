from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    name = "website"
    verbose_name = _("Public site")

    def ready(self) -> None:
        from portal.navigation import NavigationEntry, navigation_add
        from portal.policies import user_has_any_role
        from website import checks  # noqa: F401

        navigation_add(
            NavigationEntry(
                url_name="printed_matter",
                label=_("Printed matter"),
                description=_("Cards and sheets with the number, in each language."),
                policy=user_has_any_role,
                order=60,
            )
        )
