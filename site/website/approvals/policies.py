"""Who lets a public page out: never who wrote it, and never alone (docs/approvals.md)."""

from typing import Any

from wagtail.models import Page, Revision

from portal.policies import user_can_approve_language, user_can_edit_pages
from website.approvals.selectors import authors_of, proposal_of, revision_is_approved
from website.models import PublicPage


def user_can_approve_page(user: Any, page: Page) -> bool:
    """Editors, and reviewers of its language, as long as nothing of what waits is theirs."""
    from website.limits import publication_problems

    proposal = proposal_of(page)
    if proposal is None or not user_can_approve_language(user, page.locale.language_code):
        return False
    revision = proposal.revision
    # What was written after it was sent has been seen by nobody.
    if page.latest_revision_id != revision.pk or user.pk in authors_of(page, proposal):
        return False
    specific = revision.as_object()
    return not (isinstance(specific, PublicPage) and publication_problems(specific))


def user_can_send_page_back(user: Any, page: Page) -> bool:
    """Who could be the second person; an author takes it back instead."""
    proposal = proposal_of(page)
    if proposal is None or not user_can_approve_language(user, page.locale.language_code):
        return False
    return user.pk not in authors_of(page, proposal)


def user_can_take_page_back(user: Any, page: Page) -> bool:
    """Whoever wrote or sent it."""
    proposal = proposal_of(page)
    return proposal is not None and user.pk in authors_of(page, proposal)


def revision_can_go_out(page: PublicPage, revision: Revision, user: Any) -> bool:
    """Whether this very revision may be published now, by hand or by the clock.

    What no person wrote and none publishes are the first texts and what the program itself does.
    """
    if not page.needs_second_person or (user is None and revision.user_id is None):
        return True
    return revision_is_approved(revision)


def user_can_take_down(user: Any, page: PublicPage) -> bool:
    """One editor is enough to take something down: waiting could do harm, hiding does none."""
    return user_can_edit_pages(user)
