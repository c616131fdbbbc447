from datetime import timedelta

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = _("Knowledge")

    def ready(self) -> None:
        from knowledge.policies import user_can_read_knowledge
        from knowledge.search.changes import changes_forget_old
        from knowledge.search.checks import check_search_address
        from knowledge.search.services import indexes_keep_up
        from knowledge.search.signal_handlers import connect_signal_handlers
        from knowledge.search.status import search_status
        from portal.jobs import Job, job_add
        from portal.navigation import NavigationEntry, navigation_add
        from portal.status import status_add

        connect_signal_handlers()
        register(check_search_address)
        status_add("knowledge.search", search_status)
        job_add(Job("knowledge.indexes_keep_up", indexes_keep_up, timedelta()))
        job_add(Job("knowledge.changes_forget_old", changes_forget_old, timedelta(days=1)))
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
