"""Keeping the state of every page in every language; see docs/translation-states.md."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Page

from portal.models import User
from website.enums import TextStatus, TranslationStatus
from website.models import PublicPage, TranslationState
from website.translation_states.baseline import source_language, starter_texts, texts_seen
from website.translation_states.records import (
    Approval,
    Approvals,
    SourceTexts,
    approvals_from_json,
    approvals_to_json,
    source_follow,
    source_from_json,
    source_to_json,
    status_since,
    text_statuses,
    texts_now,
    version_of,
)
from website.translation_states.texts import Texts, block_of, field_of, page_texts, same_text

HELD_ACTION = "website.translation_holds"
# What the matrix shows and the nightly comparison compares.
SHOWN = ("state", "stale", "untranslated", "critical", "is_reviewed", "blocks_replaced")
KEPT = (*SHOWN, "since", "source_texts", "approvals", "revision_id", "corrected_at")


class TranslationChangedError(RuntimeError):
    """The source or the translation says something else than what was looked at."""


def page_states_follow(page: PublicPage) -> None:
    """Bring the states of a page up to date, and where it is the source of its translations.

    The texts are read anew: what a form had in memory lacks the keys of new list items.
    """
    _group_follow(page.translation_key, [_stored(type(page)).filter(pk=page.pk)])


def page_states_forget(page: PublicPage) -> None:
    """A page is being deleted; what was translated from it stands alone now."""
    _group_follow(page.translation_key, [], without=page.pk)


def states_correct() -> int:
    """Compare every page with its state, text by text; returns how many differed and are right now.

    Nothing should: what goes past the portal (a write to the database, a restored part) does.
    """
    # Selectors read the models, which the states stand beside.
    from website.selectors import public_page_models

    TranslationState.objects.exclude(page__alias_of=None).delete()
    models: dict[UUID, set[type[PublicPage]]] = {}
    for model in public_page_models():
        for key in _stored(model).values_list("translation_key", flat=True):
            models.setdefault(key, set()).add(model)
    return sum(
        _group_follow(
            key,
            [_stored(model).filter(translation_key=key) for model in found],
            is_correction=True,
        )
        for key, found in models.items()
    )


def _stored(model: type[PublicPage]) -> QuerySet[Any]:
    pages: QuerySet[Any] = model._base_manager.filter(alias_of=None).select_related("locale")
    return pages


@transaction.atomic
def translation_hold(
    *, actor: User, page: Page, blocks: Collection[str] | None = None, seen: str | None = None
) -> int:
    """Say that texts of a translation hold beside the source of now; returns how many did not.

    `blocks`: those of which it is said; None means all. What the translation lacks cannot hold.
    `seen`: the version that was looked at. Raises TranslationChangedError where it is another now.
    """
    group = _Group.locked(page.translation_key)
    state = group.state_of(page.pk)
    approvals = approvals_from_json(state.approvals)
    if seen is not None and seen != version_of(group.source_texts, approvals):
        raise TranslationChangedError
    now = texts_now(group.source_texts)
    held = [
        path
        for path, status in text_statuses(group.source_texts, approvals).items()
        if status not in {TextStatus.CURRENT, TextStatus.LACKING}
        and (blocks is None or block_of(path) in blocks)
    ]
    moment = timezone.now()
    for path in held:
        approvals[path] = approvals[path].held(now.get(path), moment, actor.pk)
    state.approvals = approvals_to_json(approvals)
    _state_compute(state, group, moment)
    state.save()
    if held:
        names = sorted({block_of(path) for path in held})
        log(instance=page, action=HELD_ACTION, user=actor, data={"blocks": names})
    return len(held)


@dataclass
class _Group:
    """A page in all its languages, with its states; locked until the transaction ends."""

    pages: dict[int, Page]
    states: dict[int, TranslationState]
    _source_texts: SourceTexts | None = None

    @classmethod
    def locked(cls, translation_key: UUID, without: int | None = None) -> "_Group":
        found = (
            Page.objects.select_for_update(of=("self",))
            .filter(translation_key=translation_key, alias_of=None)
            .exclude(pk=without)
            .select_related("translation_state", "locale")
            .order_by("pk")
        )
        pages = {page.pk: page for page in found}
        states = {
            pk: page.translation_state
            for pk, page in pages.items()
            if getattr(page, "translation_state", None)
        }
        return cls(pages, states)

    @property
    def source(self) -> Page | None:
        code = source_language()
        return next((p for p in self.pages.values() if p.locale.language_code == code), None)

    def state_of(self, pk: int) -> TranslationState:
        if pk not in self.states:
            self.states[pk] = TranslationState(page=self.pages[pk])
        return self.states[pk]

    @property
    def source_texts(self) -> SourceTexts:
        if self._source_texts is None:
            source = self.source
            stored = self.state_of(source.pk).source_texts if source else {}
            self._source_texts = source_from_json(stored)
        return self._source_texts

    def source_says(self, state: TranslationState, texts: Texts, moment: datetime) -> None:
        self._source_texts = source_follow(self.source_texts, texts, moment)
        state.source_texts = source_to_json(self._source_texts)

    def is_source(self, pk: int) -> bool:
        return self.source is not None and self.source.pk == pk


@transaction.atomic
def _group_follow(
    translation_key: UUID,
    stored: Iterable[QuerySet[Any]],
    *,
    without: int | None = None,
    is_correction: bool = False,
) -> int:
    """Take in what the pages say now; returns how many states are other than they were.

    The pages are read once the group is locked: nobody changes them in between.
    """
    group = _Group.locked(translation_key, without)
    before = {pk: _kept(state) for pk, state in group.states.items()}
    shown = {pk: _shown(state) for pk, state in group.states.items()}
    read = _with_unknown(group, [page for pages in stored for page in pages])
    moment = timezone.now()
    # The source first: its translations are compared with it.
    for page in sorted(read, key=lambda page: not group.is_source(page.pk)):
        _texts_take_in(page, group, moment)
    has_source_changed = without is not None or any(group.is_source(page.pk) for page in read)
    changed = group.pages if has_source_changed else [page.pk for page in read]
    for pk in changed:
        _state_compute(group.state_of(pk), group, moment)
    differing = [pk for pk, state in group.states.items() if shown.get(pk) != _shown(state)]
    if is_correction:
        for pk in set(differing) & set(shown):
            group.states[pk].corrected_at = moment
    _states_save(group, before)
    return len(differing)


def _with_unknown(group: _Group, pages: Iterable[PublicPage]) -> list[PublicPage]:
    """The pages that are there, and those of the group that no state is known of yet."""
    read = {page.pk: page for page in pages if page.pk in group.pages}
    for pk, page in group.pages.items():
        if pk not in read and pk not in group.states:
            read[pk] = page.specific
    return list(read.values())


def _texts_take_in(page: PublicPage, group: _Group, moment: datetime) -> None:
    state = group.state_of(page.pk)
    texts = page_texts(page)
    if group.is_source(page.pk):
        group.source_says(state, texts, moment)
    elif group.source is not None:
        is_new_revision = state.revision_id != page.live_revision_id
        known = approvals_from_json(state.approvals)
        followed = _approvals_follow(page, group, known, texts, is_new_revision, moment)
        state.approvals = approvals_to_json(followed)
    state.revision_id = page.live_revision_id
    state.is_reviewed = page.is_reviewed


def _approvals_follow(
    page: PublicPage,
    group: _Group,
    known: Approvals,
    texts: Texts,
    is_new_revision: bool,
    moment: datetime,
) -> Approvals:
    """A text with other words was approved by being published; one with the same is as it was."""
    changed = [
        path
        for path, text in texts.items()
        if path not in known or not same_text(known[path].text, text)
    ]
    if not changed:
        return {path: known[path] for path in texts}
    first = {} if known else _first_approvals(page, texts, moment)
    seen = texts_seen(page, group.source_texts, is_new_revision)
    by = _author()
    new = {
        path: known[path].now(texts[path], seen.get(path), moment, by)
        if path in known
        else first.get(path) or Approval(seen.get(path), texts[path], moment, by)
        for path in changed
    }
    return {path: new.get(path) or known[path] for path in texts}


def _first_approvals(page: PublicPage, texts: Texts, moment: datetime) -> Approvals:
    """What still says what came with the project was made from the source that came with it."""
    own = starter_texts(page, page.language_code)
    source = starter_texts(page, source_language()) if own else {}
    return {
        path: Approval(source[path], text, moment, is_held=same_text(source[path], text))
        for path, text in texts.items()
        if path in source and same_text(own.get(path), text)
    }


def _author() -> int | None:
    """Who works in the cms right now; nobody where the portal works by itself."""
    user = get_active_log_context().user
    return user.pk if user else None


def _state_compute(state: TranslationState, group: _Group, moment: datetime) -> None:
    was = state.state
    if group.source is None or group.is_source(state.page_id):
        statuses: dict[str, TextStatus] = {}
    else:
        statuses = text_statuses(group.source_texts, approvals_from_json(state.approvals))
    state.stale = sum(status.is_stale for status in statuses.values())
    state.untranslated = sum(status.is_untranslated for status in statuses.values())
    state.blocks_replaced = _blocks_replaced(state, statuses)
    state.critical = len(state.blocks_replaced)
    state.state = _status(state, statuses)
    if state.state == TranslationStatus.STALE:
        state.since = _stale_since(state, group, statuses) or moment
    elif state.state != was:
        state.since = moment


def _status(state: TranslationState, statuses: Mapping[str, TextStatus]) -> TranslationStatus:
    is_empty = bool(statuses) and all(status.is_untranslated for status in statuses.values())
    if is_empty and not state.page.live:
        return TranslationStatus.MISSING
    if state.stale:
        return TranslationStatus.STALE
    if state.untranslated:
        return TranslationStatus.PARTLY
    return TranslationStatus.CURRENT if state.is_reviewed else TranslationStatus.UNREVIEWED


def _blocks_replaced(state: TranslationState, statuses: Mapping[str, TextStatus]) -> list[str]:
    model: Any = state.page.specific_class
    critical: frozenset[str] = getattr(model, "critical_fields", frozenset())
    wrong = {
        block_of(path)
        for path, status in statuses.items()
        if status is not TextStatus.CURRENT and field_of(path) in critical
    }
    return sorted(wrong)


def _stale_since(
    state: TranslationState, group: _Group, statuses: Mapping[str, TextStatus]
) -> datetime | None:
    approvals, source = approvals_from_json(state.approvals), group.source_texts
    moments = [
        status_since(status, source.get(path), approvals.get(path))
        for path, status in statuses.items()
        if status.is_stale
    ]
    return min((moment for moment in moments if moment), default=None)


def _shown(state: TranslationState) -> tuple[Any, ...]:
    return tuple(getattr(state, name) for name in SHOWN)


def _kept(state: TranslationState) -> tuple[Any, ...]:
    return tuple(getattr(state, name) for name in KEPT)


def _states_save(group: _Group, before: Mapping[int, tuple[Any, ...]]) -> None:
    new = [state for pk, state in group.states.items() if pk not in before]
    changed = [
        state for pk, state in group.states.items() if pk in before and before[pk] != _kept(state)
    ]
    TranslationState.objects.bulk_create(new)
    if changed:
        TranslationState.objects.bulk_update(changed, KEPT)
