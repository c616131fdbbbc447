"""Drafts: a form that was sent after the session had ended is kept, sealed, for its author.

The page on which it was typed shows it again after she has signed in.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.models import Draft, User
from portal.sealing.envelope import Place, SealError
from portal.sealing.purpose_keys import PurposeKey

DRAFT_KEY = PurposeKey("portal.draft")
DRAFTS_KEPT = timedelta(hours=24)
LONGEST_DRAFT = 200_000
LONGEST_PATH = 200

logger = logging.getLogger(__name__)


@transaction.atomic
def draft_keep(*, user: User, path: str, text: str) -> bool:
    """Keep the text for its author, below an older draft of the same page.

    False when it is too long to keep.
    """
    drafts_forget_old()
    older = draft_text(user=user, path=path)
    if older and older != text:
        text = f"{older}\n\n{text}"
    if len(text) > LONGEST_DRAFT or len(path) > LONGEST_PATH:
        return False
    draft_discard(user=user, path=path)
    draft = Draft(user=user, path=path)
    draft.sealed_text = DRAFT_KEY.seal(text.encode(), _place_of(draft))
    draft.save(force_insert=True)
    return True


def draft_text(*, user: User, path: str) -> str:
    """The author's draft for a page; an empty text when there is none that can be opened."""
    drafts = Draft.objects.filter(saved_at__gt=timezone.now() - DRAFTS_KEPT)
    draft = drafts.filter(user=user, path=path).first()
    if draft is None:
        return ""
    try:
        return DRAFT_KEY.unseal(bytes(draft.sealed_text), _place_of(draft)).decode()
    except SealError:
        # A damaged draft must not close the page on which it was typed.
        logger.warning("a draft could not be opened")
        return ""


def draft_discard(*, user: User, path: str) -> None:
    Draft.objects.filter(user=user, path=path).delete()


def drafts_forget_old() -> None:
    Draft.objects.filter(saved_at__lte=timezone.now() - DRAFTS_KEPT).delete()


def _place_of(draft: Draft) -> Place:
    return Place(draft._meta.db_table, "sealed_text", f"{draft.id}/{draft.user_id}/{draft.path}")
