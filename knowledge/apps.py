from datetime import timedelta

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = _("Knowledge")

    def ready(self) -> None:
        from knowledge.policies import user_can_read_knowledge
        from knowledge.reading.selectors import pins_of
        from knowledge.search.checks import check_search_address
        from knowledge.search.status import search_status
        from knowledge.signal_handlers import connect_signal_handlers
        from portal.navigation import (
            HeaderTool,
            HomePart,
            NavigationEntry,
            header_add,
            home_part_add,
            navigation_add,
        )
        from portal.status import status_add

        connect_signal_handlers()
        register(check_search_address)
        status_add("knowledge.search", search_status)
        navigation_add(
            NavigationEntry(
                url_name="knowledge:home",
                label=_("Knowledge"),
                description=_("The handbook and the legal texts, with search."),
                policy=user_can_read_knowledge,
                order=10,
            )
        )
        navigation_add(
            NavigationEntry(
                url_name="knowledge:cards",
                label=_("Principles"),
                description=_("How we talk and how we work, on short cards. Key: k"),
                policy=user_can_read_knowledge,
                order=11,
                key="k",
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
        home_part_add(HomePart("knowledge/_pins_home.html", user_can_read_knowledge, pins_of))
        self._add_jobs()

    def _add_jobs(self) -> None:
        from knowledge.law.services import TAKE_OVER_JOB, wordings_take_over
        from knowledge.reviews.services import reviews_mail_send
        from knowledge.search.changes import changes_forget_old
        from knowledge.search.services import indexes_keep_up
        from knowledge.search.unanswered.services import unanswered_questions_forget_old
        from knowledge.uploads.services import handbook_uploads_forget_old
        from portal.jobs import Job, job_add

        job_add(Job("knowledge.indexes_keep_up", indexes_keep_up, timedelta()))
        job_add(Job("knowledge.changes_forget_old", changes_forget_old, timedelta(days=1)))
        job_add(
            Job(
                "knowledge.unanswered_questions",
                unanswered_questions_forget_old,
                timedelta(days=1),
            )
        )
        # The first moments of a day bring the wordings that are valid from it.
        job_add(Job(TAKE_OVER_JOB, wordings_take_over, timedelta()))
        job_add(Job("knowledge.reviews_mail_send", reviews_mail_send, timedelta(hours=1)))
        job_add(
            Job(
                "knowledge.handbook_uploads_forget_old",
                handbook_uploads_forget_old,
                timedelta(hours=1),
            )
        )
