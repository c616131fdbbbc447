"""What waits for a second person, and who is none."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Max, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, Revision, TaskState
from wagtail_localize.models import SegmentOverride, StringTranslation

from portal.enums import Role
from portal.models import User
from portal.policies import user_can_edit_pages
from website.models import PublicPage, SecondPersonTask


def proposal_of(page: Page) -> TaskState | None:
    """What waits on this page, with its revision."""
    return (
        _ours(TaskState.objects.for_instance(page))
        .filter(status=TaskState.STATUS_IN_PROGRESS)
        .select_related("revision", "workflow_state__requested_by", "revision__user")
        .order_by("-started_at")
        .first()
    )


def revision_is_approved(revision: Revision) -> bool:
    """Whether a second person approved it as it is: saving again makes it another one."""
    return (
        _ours(TaskState.objects.filter(revision=revision))
        .filter(status=TaskState.STATUS_APPROVED, finished_at__gte=revision.created_at)
        .exists()
    )


def authors_of(page: Page, proposal: TaskState) -> frozenset[int]:
    """Whoever wrote or sent anything of what waits: since what went out or was approved last."""
    since = _approved_until(page)
    written = Revision.objects.for_instance(page)
    strings = StringTranslation.objects.filter(
        locale_id=page.locale_id, context__object_id=page.translation_key
    )
    overrides = SegmentOverride.objects.filter(
        locale_id=page.locale_id, context__object_id=page.translation_key
    )
    if since is not None:
        written = written.filter(created_at__gt=since)
        strings, overrides = (
            strings.filter(updated_at__gt=since),
            overrides.filter(updated_at__gt=since),
        )
    people = {
        *written.values_list("user_id", flat=True),
        *strings.values_list("last_translated_by_id", flat=True),
        *overrides.values_list("last_translated_by_id", flat=True),
        proposal.workflow_state.requested_by_id,
    }
    return frozenset(pk for pk in people if pk is not None)


def _approved_until(page: Page) -> Any:
    """When the newest revision was saved that is public or that somebody approved."""
    approved = _ours(TaskState.objects.for_instance(page)).filter(
        status=TaskState.STATUS_APPROVED, finished_at__gte=F("revision__created_at")
    )
    last = Revision.objects.for_instance(page).filter(
        Q(pk=page.live_revision_id) | Q(pk__in=approved.values("revision_id"))
    )
    return last.aggregate(at=Max("created_at"))["at"]


def proposals_for(user: User) -> QuerySet[TaskState]:
    """What waits in the languages in which the person approves."""
    waiting = _ours(TaskState.objects.all()).filter(status=TaskState.STATUS_IN_PROGRESS)
    if user_can_edit_pages(user):
        return waiting
    if not user.has_role(Role.REVIEWER):
        return waiting.none()
    pages = Page.objects.filter(locale__language_code__in=user.language_set)
    numbers = pages.annotate(number=Cast("pk", CharField())).values("number")
    return waiting.filter(workflow_state__object_id__in=numbers)


@dataclass(frozen=True)
class WaitingPage:
    """A page that waits, and whether this person could be the second one."""

    page: Page
    proposal: TaskState
    is_hers: bool


def pages_waiting(user: User) -> list[WaitingPage]:
    """What waits in the person's languages, the oldest first; three queries."""
    proposals = list(
        proposals_for(user)
        .select_related("revision__user", "workflow_state__requested_by")
        .defer("revision__content")
        .order_by("started_at")
    )
    numbers = [int(proposal.workflow_state.object_id) for proposal in proposals]
    pages = Page.objects.select_related("locale").in_bulk(numbers)
    return [
        WaitingPage(
            pages[number],
            proposal,
            user.pk in {proposal.revision.user_id, proposal.workflow_state.requested_by_id},
        )
        for number, proposal in zip(numbers, proposals, strict=True)
        if number in pages
    ]


def second_people_of(language_code: str, but: frozenset[int]) -> list[User]:
    """Everybody who could approve a page of this language, apart from those who wrote it."""
    people = User.objects.filter(is_active=True).exclude(pk__in=but)
    reviews = Q(
        role_assignments__role=Role.REVIEWER, language_assignments__language_code=language_code
    )
    return list(people.filter(Q(role_assignments__role=Role.EDITOR) | reviews).distinct())


def _ours(states: QuerySet[TaskState]) -> QuerySet[TaskState]:
    return states.filter(task__in=SecondPersonTask.objects.values("pk"))


def versions_of(page: PublicPage, *, live: bool = True) -> list[PublicPage]:
    """The page in every language in which it is live, or in which it is down."""
    versions = (
        type(page)
        .objects.filter(translation_key=page.translation_key, alias_of=None, live=live)
        .select_related("locale")
        .order_by("path")
    )
    return list(versions)
