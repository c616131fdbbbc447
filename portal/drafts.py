"""Drafts: what is being typed into a form is kept, sealed, for its author.

The page's script saves while she types; a form that arrives after the session has ended is kept
too. The page on which it was typed shows it again.
"""

import json
import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, repr=False)
class KeptDraft:
    """What was typed on a page, in clear, and the drafts that it came from."""

    fields: dict[str, str]
    ids: list[uuid.UUID]


@transaction.atomic
def draft_keep(
    *,
    user: User,
    path: str,
    draft_id: uuid.UUID,
    fields: Mapping[str, str],
    replaces: Iterable[uuid.UUID] = (),
) -> bool:
    """Keep what is in a form for its author, in place of the form's earlier drafts.

    `replaces`: older drafts of the page that the form had shown. False when it is too long to
    keep; nothing is changed then.
    """
    drafts_forget_old()
    clear = json.dumps(dict(fields), ensure_ascii=False)
    if len(clear) > LONGEST_DRAFT or len(path) > LONGEST_PATH:
        return False
    Draft.objects.filter(user=user, path=path, pk__in={draft_id, *replaces}).delete()
    if Draft.objects.filter(pk=draft_id).exists():
        # Another form's id, somebody else's perhaps: never written over.
        draft_id = uuid.uuid4()
    draft = Draft(id=draft_id, user=user, path=path)
    draft.sealed_fields = DRAFT_KEY.seal(clear.encode(), draft_place(draft))
    draft.save(force_insert=True)
    return True


def draft_open(*, user: User, path: str) -> KeptDraft | None:
    """What the author had typed on a page, older texts above newer ones; None when nothing."""
    drafts = Draft.objects.filter(
        user=user, path=path, saved_at__gt=timezone.now() - DRAFTS_KEPT
    ).order_by("saved_at")
    kept = KeptDraft(fields={}, ids=[])
    for draft in drafts:
        kept.ids.append(draft.id)
        for name, text in _fields_of(draft).items():
            older = kept.fields.get(name, "")
            kept.fields[name] = f"{older}\n\n{text}" if older and older != text else text
    return kept if kept.fields else None


def draft_discard(*, user: User, path: str, ids: Iterable[uuid.UUID]) -> None:
    Draft.objects.filter(user=user, path=path, pk__in=list(ids)).delete()


def drafts_forget_old() -> None:
    Draft.objects.filter(saved_at__lte=timezone.now() - DRAFTS_KEPT).delete()


def draft_place(draft: Draft) -> Place:
    """Author and page are part of the place: a row given to somebody else does not open."""
    return Place(draft._meta.db_table, "sealed_fields", f"{draft.id}/{draft.user_id}/{draft.path}")


def _fields_of(draft: Draft) -> dict[str, str]:
    try:
        clear = DRAFT_KEY.unseal(bytes(draft.sealed_fields), draft_place(draft))
    except SealError:
        # A damaged draft must not close the page on which it was typed.
        logger.warning("a draft could not be opened")
        return {}
    fields: dict[str, str] = json.loads(clear)
    return fields
