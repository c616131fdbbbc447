"""A translation beside its source, block by block: what changed, since when, approved by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import Truncator, capfirst
from wagtail import blocks

from knowledge.word_differences import Part, words_compare
from portal.models import User
from website.enums import TextStatus
from website.languages import BY_CODE, Language
from website.models import PublicPage, TranslationState
from website.translation_states.baseline import source_language
from website.translation_states.records import (
    Approval,
    approvals_from_json,
    source_from_json,
    status_since,
    text_statuses,
    version_of,
)
from website.translation_states.texts import block_of, field_of, page_texts

NAME_WORDS = 8


@dataclass(frozen=True)
class TextDifference:
    """One text. `changes`: the source as approved and the source now, word by word."""

    label: str
    status: TextStatus
    source_now: str | None
    source_approved: str | None
    changes: tuple[Part, ...]
    translation: str | None
    since: datetime | None
    approved_at: datetime | None
    approved_by: str
    is_held: bool


@dataclass(frozen=True)
class BlockDifference:
    """A block with its texts; `key` names it in every language."""

    key: str
    name: str
    is_critical: bool
    texts: tuple[TextDifference, ...]

    @property
    def is_current(self) -> bool:
        return all(text.status is TextStatus.CURRENT for text in self.texts)

    @property
    def can_be_held(self) -> bool:
        wrong = {text.status for text in self.texts} - {TextStatus.CURRENT, TextStatus.LACKING}
        return bool(wrong)


@dataclass(frozen=True)
class PageDifference:
    """Everything of a translated page; `source` None where there is no page to compare it with.

    `version` names what was shown, for who says that it holds.
    """

    page: PublicPage
    source: PublicPage | None
    state: TranslationState
    language: Language
    source_language: Language
    open: tuple[BlockDifference, ...]
    current: tuple[BlockDifference, ...]
    version: str

    @property
    def has_replaced(self) -> bool:
        return any(block.is_critical for block in self.open) and self.page.live

    @property
    def can_be_held(self) -> bool:
        return any(block.can_be_held for block in self.open)


def page_difference(page: PublicPage) -> PageDifference:
    """The page beside its source; four queries. Raises TranslationState.DoesNotExist."""
    state = TranslationState.objects.get(pk=page.pk)
    found = type(page)._default_manager.select_related("locale", "translation_state")
    source = found.filter(
        translation_key=page.translation_key, locale__language_code=source_language()
    ).first()
    is_compared = source is not None and source.pk != page.pk
    shown = _blocks(page, source, state) if source is not None and is_compared else []
    return PageDifference(
        page=page,
        source=source if is_compared else None,
        state=state,
        language=BY_CODE[page.language_code],
        source_language=BY_CODE[source_language()],
        open=tuple(block for block in shown if not block.is_current),
        current=tuple(block for block in shown if block.is_current),
        version=_version(source, state) if source is not None and is_compared else "",
    )


def _version(source: PublicPage, state: TranslationState) -> str:
    records = source_from_json(source.translation_state.source_texts)
    return version_of(records, approvals_from_json(state.approvals))


def _blocks(
    page: PublicPage, source: PublicPage, state: TranslationState
) -> Sequence[BlockDifference]:
    approvals = approvals_from_json(state.approvals)
    records = source_from_json(source.translation_state.source_texts)
    statuses = text_statuses(records, approvals)
    names = _names_of_people(approvals.values())
    by_block: dict[str, list[TextDifference]] = {}
    for path in _in_order(page, source, statuses):
        record, approval = records.get(path), approvals.get(path)
        now = record.text if record else None
        approved = approval.source if approval else None
        by_block.setdefault(block_of(path), []).append(
            TextDifference(
                label=text_label(path, source, page),
                status=statuses[path],
                source_now=now,
                source_approved=approved,
                changes=tuple(words_compare(approved or "", now or "")),
                translation=approval.text if approval else None,
                since=status_since(statuses[path], record, approval),
                approved_at=approval.at if approval else None,
                approved_by=names.get(approval.by, "") if approval and approval.by else "",
                is_held=bool(approval and approval.is_held),
            )
        )
    return [
        BlockDifference(
            key, block_name(key, source, page), field_of(key) in page.critical_fields, tuple(texts)
        )
        for key, texts in by_block.items()
    ]


def _in_order(page: PublicPage, source: PublicPage, statuses: Iterable[str]) -> list[str]:
    known = set(statuses)
    in_pages = dict.fromkeys([*page_texts(source), *page_texts(page), *known])
    return [path for path in in_pages if path in known]


def _names_of_people(approvals: Iterable[Approval]) -> dict[int, str]:
    ids = {approval.by for approval in approvals if approval.by}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)} if ids else {}


def block_name(key: str, *pages: PublicPage) -> str:
    """What an editor calls the block: its field, its place in the source, its first words."""
    name, _dot, block_id = key.partition(".")
    field = pages[0]._meta.get_field(name)
    words = capfirst(str(field.verbose_name))
    if not block_id:
        return words
    for page in pages:
        for number, block in enumerate(getattr(page, name), start=1):
            if block.id == block_id:
                texts = [t for path, t in page_texts(page).items() if block_of(path) == key]
                beginning = Truncator(texts[0] if texts else "").words(NAME_WORDS)
                return f"{words} {number}: {beginning}"
    return words


def text_label(path: str, *pages: PublicPage) -> str:
    """Which text of its block it is, e.g. "Heading"; nothing for a plain field."""
    name, *parts = path.split(".")
    if not parts:
        return ""
    found = (block for page in pages for block in getattr(page, name) if block.id == parts[0])
    block = next(found, None)
    return _label(block.block, parts[1:]) if block else ""


def _label(block: Any, parts: Sequence[str]) -> str:
    if not parts:
        return str(block.label)
    if isinstance(block, blocks.ListBlock):
        return _label(block.child_block, parts[1:])
    return _label(block.child_blocks[parts[0]], parts[1:])
