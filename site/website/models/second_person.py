from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.locks import WorkflowLock
from wagtail.models import Task, TaskState


class ProposalLock(WorkflowLock):
    """What waits for a second person lies still: she approves what she saw, nothing later."""

    def get_message(self, user: Any) -> str:
        return _(
            "This page waits for a second person. Until she has decided nobody changes it; "
            "whoever sent it can take it back with “Cancel workflow”."
        )

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        return _("Waits for a second person")

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        return _("Nobody changes it until it is approved, sent back or taken back.")


class SecondPersonTask(Task):
    """Somebody approves who wrote nothing of it (public-site.md, P35). The rules are policies."""

    lock_class = ProposalLock

    class Meta:
        verbose_name = gettext_lazy("approval by a second person")
        verbose_name_plural = gettext_lazy("approvals by a second person")

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return True

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        # Policies and limits read these models, here and below.
        from website.approvals.policies import user_can_approve_page, user_can_send_page_back

        page = obj.specific
        actions = []
        if user_can_send_page_back(user, page):
            actions.append(("reject", _("Send back with a remark"), True))
        if user_can_approve_page(user, page):
            actions.append(("approve", _("Approve"), False))
        return actions

    @transaction.atomic
    def on_action(
        self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any
    ) -> object:
        """Raises PermissionDenied where the person may not do that to this very proposal."""
        from website.approvals.services import decision_record

        page = task_state.workflow_state.content_object
        if action_name not in {name for name, *_other in self.get_actions(page, user)}:
            raise PermissionDenied
        decision_record(actor=user, action_name=action_name, page=page)
        return super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        from website.approvals.selectors import proposals_for

        return proposals_for(user).filter(task=self)

    @classmethod
    def get_description(cls) -> str:
        return _("Somebody else than who wrote or sent it reads it and lets it out.")
