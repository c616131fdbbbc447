"""What the screens of approvals show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, TaskState

from portal.models import User
from website.approvals.policies import (
    user_can_approve_page,
    user_can_send_page_back,
    user_can_take_page_back,
)
from website.approvals.selectors import authors_of, proposal_of, second_people_of
from website.limits import Problem, publication_problems
from website.models import PublicPage


@dataclass(frozen=True)
class ApprovalScreen:
    """One page that waits, with what would change and who may decide."""

    page: PublicPage
    proposal: TaskState
    changes: Sequence[Any]
    problems: Sequence[Problem]
    authors: Sequence[User]
    goes_out_at: datetime | None
    may_approve: bool
    may_send_back: bool
    may_take_back: bool
    has_changed_since: bool
    others: Sequence[User]


def approval_screen(request: HttpRequest, page: PublicPage) -> ApprovalScreen | None:
    """None where nothing waits."""
    proposal = proposal_of(page)
    if proposal is None:
        return None
    user: Any = request.user
    proposed = proposal.revision.as_object()
    authors = authors_of(page, proposal)
    return ApprovalScreen(
        page=page,
        proposal=proposal,
        changes=_changes(request, page, proposed) if page.live else (),
        problems=publication_problems(proposed),
        authors=list(User.objects.filter(pk__in=authors).order_by("first_name")),
        goes_out_at=_ahead(proposed.go_live_at),
        may_approve=user_can_approve_page(user, page),
        may_send_back=user_can_send_page_back(user, page),
        may_take_back=user_can_take_page_back(user, page),
        has_changed_since=page.latest_revision_id != proposal.revision_id,
        others=second_people_of(page.language_code, authors),
    )


def _changes(request: HttpRequest, public: Page, proposed: Page) -> list[Any]:
    """What is public and what is proposed, field by field, as Wagtail compares revisions."""
    panel = public.get_edit_handler().get_bound_panel(instance=public, request=request, form=None)
    compared = [comparison(public, proposed) for comparison in panel.get_comparison()]
    return [comparison for comparison in compared if comparison.has_changed()]


def _ahead(at: datetime | None) -> datetime | None:
    return at if at is not None and at > timezone.now() else None
