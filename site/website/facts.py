"""Which public pages have to be compared with their sources again (public-site.md, P33)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from website.models import PublicPage


@dataclass(frozen=True)
class OverdueFacts:
    """A live page and the day on which its check ran out; None where nobody ever checked it."""

    page: PublicPage
    due_on: date | None

    @property
    def blocks_release(self) -> bool:
        return self.due_on is None or self._late >= self.page.checked_every

    @property
    def _late(self) -> timedelta:
        return timezone.localdate() - (self.due_on or timezone.localdate())


def facts_overdue() -> list[OverdueFacts]:
    """Live pages whose check of the facts is too old, those never checked first."""
    from website.selectors import public_page_models

    today = timezone.localdate()
    overdue = [
        OverdueFacts(page, due)
        for model in public_page_models()
        for page in model.objects.live().filter(alias_of=None).select_related("locale")
        if (due := facts_due_on(page)) is None or due < today
    ]
    return sorted(overdue, key=lambda late: (late.due_on or date.min, late.page.path))


def facts_due_on(page: PublicPage) -> date | None:
    """The last day for which the check of the facts holds."""
    return page.checked_on + page.checked_every if page.checked_on else None
