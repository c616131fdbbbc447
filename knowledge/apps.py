from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = _("Knowledge")

    def ready(self) -> None:
        from knowledge.policies import user_can_read_knowledge
        from knowledge.search.signal_handlers import connect_signal_handlers
        from portal.navigation import HeaderTool, NavigationEntry, header_add, navigation_add

        connect_signal_handlers()
        navigation_add(
            NavigationEntry(
                url_name="knowledge:home",
                label=_("Knowledge"),
                description=_("The handbook and the legal texts, with search."),
                policy=user_can_read_knowledge,
                order=10,
            )
        )
        header_add(
            HeaderTool(
                template="knowledge/_search.html",
                policy=user_can_read_knowledge,
                styles=("css/search.css",),
                scripts=("js/search.js",),
            )
        )
        self._add_jobs()

    def _add_jobs(self) -> None:
        from datetime import timedelta

        from knowledge.search.unanswered.services import unanswered_questions_forget_old
        from portal.jobs import Job, job_add

        day = timedelta(days=1)
        job_add(Job("knowledge.unanswered_questions", unanswered_questions_forget_old, day))
