from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = _("Knowledge")

    def ready(self) -> None:
        from knowledge.policies import user_can_read_knowledge
        from knowledge.signal_handlers import connect_signal_handlers
        from portal.navigation import NavigationEntry, navigation_add

        connect_signal_handlers()
        navigation_add(
            NavigationEntry(
                url_name="knowledge:home",
                label=_("Knowledge"),
                description=_("The handbook and the legal texts, with search."),
                policy=user_can_read_knowledge,
                order=10,
                card_template="knowledge/_search.html",
            )
        )
