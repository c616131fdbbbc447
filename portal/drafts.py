"""Drafts: what is being typed into a form is kept, sealed, for its author.

The page's script saves while she types; a form that arrives after the session has ended is kept
too. The page on which it was typed shows it again.
"""

import json
import logging
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Self

from django.db import transaction
from django.utils import timezone

from portal.models import Draft, User
from portal.sealing.envelope import Place, SealError
from portal.sealing.master_keys import KeyRing
from portal.sealing.purpose_keys import PurposeKey

DRAFT_KEYS = {ring: PurposeKey("portal.draft", ring) for ring in KeyRing}
DRAFTS_KEPT = timedelta(hours=24)
LONGEST_DRAFT = 200_000
LONGEST_PATH = 200
HIGHEST_NUMBER = 2**53

logger = logging.getLogger(__name__)


@dataclass(frozen=True, repr=False)
class KeptDraft:
    """What was typed on a page, in clear, and the drafts that it came from.

    `fields`: texts of several drafts one below the other; `latest`: each field as typed last.
    """

    fields: dict[str, str] = field(default_factory=dict)
    latest: dict[str, str] = field(default_factory=dict)
    ids: list[uuid.UUID] = field(default_factory=list)

    def only(self, names: Collection[str]) -> Self:
        """The same drafts, with these fields alone."""
        return replace(
            self,
            fields={name: text for name, text in self.fields.items() if name in names},
            latest={name: text for name, text in self.latest.items() if name in names},
        )


@dataclass(frozen=True)
class SentForm:
    """Which drafts a form stands for: its own, and those that it had shown.

    `number`: counts up with everything that the form's page sends; 0 without its script.
    """

    form_id: uuid.UUID | None = None
    number: int = 0
    shown: tuple[uuid.UUID, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """As the form's hidden fields say; what is not understood is left out."""
        return cls(
            form_id=next(iter(uuids_in(data.get("form_id", ""))), None),
            number=_number_in(data.get("draft_number", "")),
            shown=tuple(uuids_in(data.get("drafts_shown", ""))),
        )

    @property
    def shown_ids(self) -> str:
        return " ".join(map(str, self.shown))


@transaction.atomic
def draft_keep(
    *,
    user: User,
    path: str,
    draft_id: uuid.UUID,
    fields: Mapping[str, str],
    replaces: Iterable[uuid.UUID] = (),
    number: int = 0,
    ring: KeyRing = KeyRing.MASTER,
) -> bool:
    """Keep what is in a form for its author, in place of the form's earlier drafts.

    `draft_id` is made with the form. `replaces`: older drafts of the page that the form had
    shown. A `number` lower than the one kept came late and changes nothing. False when it is too
    long to keep; nothing is changed then.
    """
    drafts_forget_old()
    if len(path) > LONGEST_PATH:
        return False
    row_id = _row_id(user, path, draft_id)
    kept = Draft.objects.select_for_update().filter(pk=row_id).first()
    kept_number = _content_of(kept)[0] if kept else 0
    if 0 < number < kept_number:
        return True
    clear = json.dumps([number or kept_number, dict(fields)], ensure_ascii=False)
    if len(clear) > LONGEST_DRAFT:
        return False
    Draft.objects.filter(user=user, path=path, pk__in=list(replaces)).exclude(pk=row_id).delete()
    draft = kept or Draft(id=row_id, user=user, path=path)
    draft.key_ring = ring
    draft.sealed_fields = DRAFT_KEYS[ring].seal(clear.encode(), draft_place(draft))
    draft.saved_at = timezone.now()
    draft.save()
    return True


def draft_open(*, user: User, path: str) -> KeptDraft | None:
    """What the author had typed on a page, older texts above newer ones; None when nothing."""
    drafts = Draft.objects.filter(
        user=user, path=path, saved_at__gt=timezone.now() - DRAFTS_KEPT
    ).order_by("saved_at")
    kept = KeptDraft()
    for draft in drafts:
        fields = _content_of(draft)[1]
        if not fields:
            continue
        kept.ids.append(draft.id)
        kept.latest.update(fields)
        for name, text in fields.items():
            kept.fields[name] = _below(kept.fields.get(name, ""), text)
    return kept if kept.ids else None


@transaction.atomic
def draft_finish(*, user: User, path: str, sent: SentForm) -> None:
    """The form is saved or thrown away: its drafts go, and what is still on its way stays out."""
    own = {_row_id(user, path, sent.form_id)} if sent.form_id else set()
    Draft.objects.filter(user=user, path=path, pk__in={*own, *sent.shown}).delete()
    if sent.form_id and sent.number:
        draft_keep(user=user, path=path, draft_id=sent.form_id, fields={}, number=sent.number)


def drafts_forget_old() -> None:
    Draft.objects.filter(saved_at__lte=timezone.now() - DRAFTS_KEPT).delete()


def draft_place(draft: Draft) -> Place:
    """Author and page are part of the place: a row given to somebody else does not open."""
    return Place(draft._meta.db_table, "sealed_fields", f"{draft.id}/{draft.user_id}/{draft.path}")


def uuids_in(text: str) -> list[uuid.UUID]:
    """The ids in a list separated by blanks; what is no id is left out."""
    found = []
    for word in text.split():
        try:
            found.append(uuid.UUID(word))
        except ValueError:
            continue
    return found


def _row_id(user: User, path: str, form_id: uuid.UUID) -> uuid.UUID:
    """One for each author and page: the id of somebody else's form reaches nothing of hers."""
    return uuid.uuid5(form_id, f"{user.pk}/{path}")


def _number_in(text: str) -> int:
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(HIGHEST_NUMBER))
    return min(int(text), HIGHEST_NUMBER) if is_number else 0


def _below(older: str, newer: str) -> str:
    """The newer text below the older one; a text that goes on from the other stands alone."""
    if not newer.strip() or _lines(older).startswith(_lines(newer)):
        return older
    if not older.strip() or _lines(newer).startswith(_lines(older)):
        return newer
    return f"{older}\n\n{newer}"


def _lines(text: str) -> str:
    return "\n".join(text.splitlines())


def _content_of(draft: Draft) -> tuple[int, dict[str, str]]:
    try:
        key = DRAFT_KEYS[KeyRing(draft.key_ring)]
        clear = key.unseal(bytes(draft.sealed_fields), draft_place(draft))
    except SealError:
        # A damaged draft must not close the page on which it was typed.
        logger.warning("a draft could not be opened")
        return 0, {}
    number, fields = json.loads(clear)
    return int(number), dict(fields)
