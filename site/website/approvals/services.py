"""Letting public pages out with a second person, and taking them down."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPagePermissionError
from wagtail.models import Page, Revision, TaskState, Workflow, WorkflowPage, WorkflowTask

from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.models import User
from website.approvals.policies import (
    revision_can_go_out,
    user_can_approve_page,
    user_can_send_page_back,
    user_can_take_down,
    user_can_take_page_back,
)
from website.approvals.selectors import proposal_of, revision_is_approved, versions_of
from website.limits import withdrawal_problems
from website.models import HomePage, PublicPage, SecondPersonTask

# What editors read in their menus and in the history.
WORKFLOW_NAME = "second person"


class ProposalChangedError(ValidationError):
    """What the person saw is not what waits now."""


def publication_confirm(*, page: PublicPage, revision: Revision, user: Any) -> bool:
    """Whether a second person approved the revision.

    Raises PublishPagePermissionError where it may not go out without.
    """
    if user is None and revision.user_id is None:
        return False
    if not revision_can_go_out(page, revision, user):
        raise PublishPagePermissionError(f"page {page.pk} waits for a second person")
    return revision_is_approved(revision)


@transaction.atomic
def page_approve(*, actor: User, page: Page, revision_id: int) -> None:
    """Let out the revision that the actor saw: at once, or at its date.

    Raises PermissionDenied, and ProposalChangedError when something else waits by now.
    """
    proposal = _proposal_seen(page, revision_id)
    if not user_can_approve_page(actor, page):
        raise PermissionDenied
    proposal.task.specific.on_action(proposal, actor, "approve")


@transaction.atomic
def page_send_back(*, actor: User, page: Page, revision_id: int, remark: str) -> None:
    """Let the author write on. Raises PermissionDenied and ProposalChangedError."""
    proposal = _proposal_seen(page, revision_id)
    if not user_can_send_page_back(actor, page):
        raise PermissionDenied
    proposal.task.specific.on_action(proposal, actor, "reject", comment=remark)


@transaction.atomic
def page_take_back(*, actor: User, page: Page, revision_id: int) -> None:
    """Let the author write on, unread. Raises PermissionDenied and ProposalChangedError."""
    proposal = _proposal_seen(page, revision_id)
    if not user_can_take_page_back(actor, page):
        raise PermissionDenied
    proposal.workflow_state.cancel(user=actor)


def decision_record(*, actor: User, action_name: str, page: Page) -> None:
    """Write down in the portal's own log what was decided, in the transaction that does it."""
    action = AuditAction.PAGE_APPROVED if action_name == "approve" else AuditAction.PAGE_SENT_BACK
    audit_record(actor=actor, action=action, subject_kind="page", subject_id=page.pk)


@transaction.atomic
def page_propose(*, actor: User, page: Page) -> None:
    """Send what was written last to a second person. Raises PermissionDenied."""
    specific = page.specific
    if not specific.permissions_for_user(actor).can_edit():
        raise PermissionDenied
    workflow = specific.get_workflow()
    if workflow is None or specific.workflow_in_progress:
        raise PermissionDenied
    if state := specific.current_workflow_state:
        state.cancel(user=actor)
    workflow.start(specific, actor)
    audit_record(
        actor=actor, action=AuditAction.PAGE_PROPOSED, subject_kind="page", subject_id=page.pk
    )


@transaction.atomic
def page_take_down(*, actor: User, page: PublicPage) -> list[PublicPage]:
    """Unpublish the page, and what is below it, in every language at once; returns what went.

    A language that cannot be without it closes with it. Raises PermissionDenied.
    """
    if not user_can_take_down(actor, page):
        raise PermissionDenied
    gone = versions_going(page)
    for version in gone:
        version.unpublish(user=actor)
        audit_record(
            actor=actor,
            action=AuditAction.PAGE_TAKEN_DOWN,
            subject_kind="page",
            subject_id=version.pk,
        )
    return gone


def versions_going(page: PublicPage) -> list[PublicPage]:
    """What a take-down of the page takes: each live version, what is below, a home it closes."""
    going: dict[int, PublicPage] = {}
    for version in versions_of(page):
        below = version.get_descendants().live().specific()
        homes: Iterable[Any] = ()
        if withdrawal_problems(version):
            homes = HomePage.objects.live().filter(locale_id=version.locale_id)
        for each in (*homes, version, *below):
            going.setdefault(each.pk, each)
    return list(going.values())


@transaction.atomic
def pages_propose_again(*, actor: User, page: PublicPage) -> list[PublicPage]:
    """Send every version that is down to a second person as it was, and homes that it closed.

    Returns what was sent.

    Raises PermissionDenied.
    """
    if not user_can_take_down(actor, page):
        raise PermissionDenied
    versions = list(versions_of(page, live=False))
    # A language that closed with the page opens with its home page again.
    homes = HomePage.objects.filter(
        live=False, first_published_at__isnull=False, alias_of=None,
        locale_id__in=[version.locale_id for version in versions],
    )  # fmt: skip
    pages = {version.pk: version for version in (*versions, *homes)}
    down = [version for version in pages.values() if not version.workflow_in_progress]
    for version in down:
        page_propose(actor=actor, page=version)
    return down


@transaction.atomic
def workflow_load() -> Workflow:
    """The workflow of the public pages, at the home page of every language."""
    task, _made = SecondPersonTask.objects.get_or_create(name=WORKFLOW_NAME)
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    for home in HomePage.objects.filter(workflowpage=None):
        WorkflowPage.objects.create(page=home, workflow=workflow)
    return workflow


def _proposal_seen(page: Page, revision_id: int) -> TaskState:
    # Two people, or one and the author, may decide at the same moment.
    Page.objects.select_for_update().get(pk=page.pk)
    proposal = proposal_of(page)
    if proposal is None or proposal.revision_id != revision_id:
        raise ProposalChangedError(
            _("What you read is not what waits now. Look at it again, nothing was decided.")
        )
    return proposal
