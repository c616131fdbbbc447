"""The changes of published pages, numbered as they are committed: what an index has yet to learn.

Every index says which number it knows. One that knows less than the last is behind, wherever it
is and however long it was away, and is brought up to date from here.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from knowledge.search.models import SearchChange, SearchState

# An index that was away for longer is built anew.
CHANGES_KEPT = timedelta(days=30)
ONLY_ROW = 1


@transaction.atomic
def change_note(page_id: int, path: str) -> None:
    """Note a page in the transaction that changes it.

    The row of the counter is locked until the commit, so that numbers are committed in order.
    """
    SearchState.objects.get_or_create(pk=ONLY_ROW)
    SearchState.objects.filter(pk=ONLY_ROW).update(changes=F("changes") + 1)
    SearchChange.objects.create(number=change_number(), page_id=page_id, path=path)


def change_number() -> int:
    """The number of the last change."""
    return SearchState.objects.filter(pk=ONLY_ROW).values_list("changes", flat=True).first() or 0


def changes_since(number: int) -> list[SearchChange] | None:
    """The changes after one, in order; None when not all of them are known any more."""
    changes = list(SearchChange.objects.filter(number__gt=number))
    last = changes[-1].number if changes else change_number()
    return changes if len(changes) == last - number else None


def changes_forget_old() -> None:
    """Changes that every index has learnt, or is too old to."""
    SearchChange.objects.filter(noted_at__lt=timezone.now() - CHANGES_KEPT).delete()
