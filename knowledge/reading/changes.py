"""What changed since a reader's last visit, and the words that differ.

Selectors. Which wording was there at a moment is read from Wagtail's log of publications: a
revision is saved long before it is published, or never.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from wagtail.models import Page, PageLogEntry, Revision

from knowledge.addresses import article_address, section_address
from knowledge.content import article_content, section_content
from knowledge.models import HandbookPage, LegalActPage, LegalArticlePage, SectionPage
from knowledge.policies import readers_without
from knowledge.reading.enums import ChangeKind
from knowledge.reading.log_notes import (
    GONE_ACTIONS,
    PUBLISHED_ACTIONS,
    READERS_ACTION,
    SECTION_NOTE,
)
from knowledge.selectors import acts_by_article
from knowledge.word_differences import Part, words_compare
from portal.models import User

# Pages of the restricted tree lie below root, knowledge and handbook (or act).
_DOCUMENT_DEPTH = 3


@dataclass(frozen=True)
class Change:
    """A section or an article; `compare_url` is empty where there is nothing to compare."""

    kind: ChangeKind
    title: str
    when: datetime
    path: str
    url: str = ""
    compare_url: str = ""


@dataclass(frozen=True)
class _Shown:
    """What readers saw of a page; `note`: what the log keeps of a section, None if nothing."""

    revision_id: int | None
    note: Mapping[str, Any] | None


@dataclass(frozen=True)
class Comparison:
    """`lines`: only those that differ."""

    page: Page
    title: str
    url: str
    since: datetime
    lines: list[list[Part]]


def changes_since(user: User, since: datetime | None) -> list[Change]:
    """Sections and articles that came, changed or went after a moment, the latest first."""
    if since is None:
        return []
    documents = _documents(user)
    candidates = _candidates(user, since, documents)
    before = _open_before(user, candidates, since)
    contents = _contents(candidates, before)
    changes = [_change(page, documents, before, contents) for page in candidates]
    found = [change for change in changes if change is not None]
    found += _removed(user, since, documents)
    return sorted(found, key=lambda change: change.when, reverse=True)


def change_marks(changes: Iterable[Change]) -> dict[str, str]:
    """The word for what happened to each page that can still be read, by its tree path."""
    return {change.path: str(change.kind.label) for change in changes if change.url}


def comparison_since(user: User, page: Page, since: datetime | None) -> Comparison | None:
    """A page's wording at a moment beside that of now; None where the two cannot be compared."""
    if since is None or page.live_revision_id is None:
        return None
    revision_id = _open_before(user, [page], since).get(page.pk)
    revisions = Revision.objects.in_bulk([revision_id, page.live_revision_id])
    old, new = revisions.get(revision_id), revisions.get(page.live_revision_id)
    if old is None or new is None:
        return None
    acts = acts_by_article()
    lines = _changed_lines(_lines(old.as_object(), acts), _lines(new.as_object(), acts))
    documents = _documents(user)
    return Comparison(page, _title(page), _address(page, documents), since, lines)


def _documents(user: User) -> dict[str, Any]:
    """The handbooks and acts that a person may read, by their place in the tree."""
    pages = [*HandbookPage.objects.readable_by(user), *LegalActPage.objects.readable_by(user)]
    return {page.path: page for page in pages}


def _candidates(user: User, since: datetime, documents: Mapping[str, Any]) -> list[Any]:
    """Published pages that were published after a moment and can be reached in the tree."""
    reachable = set(documents)
    paths = SectionPage.objects.readable_by(user).order_by("path").values_list("path", flat=True)
    for path in paths:
        if path[: -Page.steplen] in reachable:
            reachable.add(path)
    pages: list[Any] = []
    for model in (SectionPage, LegalArticlePage):
        published = model.objects.readable_by(user).filter(last_published_at__gt=since)
        pages += published.only(*_LISTED)
    return [page for page in pages if page.path[: -Page.steplen] in reachable]


_LISTED = ("path", "number", "title", "last_published_at", "live_revision_id", "slug")


def _open_before(user: User, pages: Iterable[Any], since: datetime) -> dict[int, int | None]:
    """The revision that this reader could see at a moment, by page.

    What was closed to her at that moment is new to her, and its words stay closed,
    whatever was opened or moved since then.
    """
    sections = {page.pk for page in pages if isinstance(page, SectionPage)}
    shown = _published_before([page.pk for page in pages], since)
    return {
        page_id: found.revision_id
        for page_id, found in shown.items()
        if page_id not in sections or _is_open(user, found.note)
    }


def _published_before(page_ids: Iterable[int], since: datetime) -> dict[int, _Shown]:
    """What readers saw at a moment, by page; pages not published then are not in."""
    shown: dict[int, _Shown] = {}
    events = PageLogEntry.objects.filter(
        page_id__in=list(page_ids),
        action__in=(*PUBLISHED_ACTIONS, *GONE_ACTIONS, READERS_ACTION),
        timestamp__lte=since,
    ).order_by("timestamp", "pk")
    for page_id, action, revision_id, data in events.values_list(
        "page_id", "action", "revision_id", "data"
    ):
        note = (data or {}).get(SECTION_NOTE)
        if action in PUBLISHED_ACTIONS:
            shown[page_id] = _Shown(revision_id, note)
        elif action == READERS_ACTION:
            if page_id in shown:
                shown[page_id] = _Shown(shown[page_id].revision_id, note)
        else:
            shown.pop(page_id, None)
    return shown


def _contents(pages: Iterable[Any], before: Mapping[int, int | None]) -> dict[int, Any]:
    """What is stored of the revisions concerned, by their key."""
    wanted = {page.live_revision_id for page in pages if page.pk in before}
    wanted |= {revision_id for revision_id in before.values() if revision_id}
    return dict(Revision.objects.filter(pk__in=wanted).values_list("pk", "content"))


def _change(
    page: Any,
    documents: Mapping[str, Any],
    before: Mapping[int, int | None],
    contents: Mapping[int, Any],
) -> Change | None:
    """None where the page was published again with the same words."""
    url = _address(page, documents)
    if page.pk not in before:
        return Change(ChangeKind.NEW, _title(page), page.last_published_at, page.path, url)
    old, new = contents.get(before[page.pk] or 0), contents.get(page.live_revision_id)
    if old and new and _wording(old) == _wording(new):
        return None
    compare_url = f"{url}changes/" if old is not None else ""
    title, when = _title(page), page.last_published_at
    return Change(ChangeKind.CHANGED, title, when, page.path, url, compare_url)


def _is_open(user: User, note: Mapping[str, Any] | None) -> bool:
    """Whether a section was for this reader; one of which nothing is kept counts as closed."""
    closed = readers_without(user)
    return not closed if note is None else note["readers"] not in closed


def _removed(user: User, since: datetime, documents: Mapping[str, Any]) -> list[Change]:
    """What was published at a moment, could be read by this person, and is not any more."""
    gone = _gone_after(since)
    shown = _published_before(gone, since)
    still = {page.pk: page for page in Page.objects.filter(pk__in=gone).only("path", "live")}
    return [
        change
        for page_id, (change, is_section, note) in gone.items()
        if page_id in shown
        and (not is_section or _is_open(user, note))
        and _is_gone(still.get(page_id), documents)
    ]


def _gone_after(since: datetime) -> dict[int, tuple[Change, bool, Mapping[str, Any] | None]]:
    """How each section and article went the last time that it could still be read.

    What happens to it afterwards (moved, opened, deleted) tells nothing of who could read it.
    """
    events = PageLogEntry.objects.filter(
        action__in=(*PUBLISHED_ACTIONS, *GONE_ACTIONS),
        timestamp__gt=since,
        content_type__app_label="knowledge",
        content_type__model__in=("sectionpage", "legalarticlepage"),
    ).order_by("timestamp", "pk")
    gone: dict[int, tuple[Change, bool, Mapping[str, Any] | None]] = {}
    for page_id, action, label, when, data, model in events.values_list(
        "page_id", "action", "label", "timestamp", "data", "content_type__model"
    ):
        if action in PUBLISHED_ACTIONS:
            gone.pop(page_id, None)
        elif page_id not in gone:
            note = (data or {}).get(SECTION_NOTE)
            title = note["title"] if note else label
            change = Change(ChangeKind.REMOVED, title, when, "")
            gone[page_id] = (change, model == "sectionpage", note)
    return gone


def _is_gone(page: Page | None, documents: Mapping[str, Any]) -> bool:
    """Deleted or unpublished. With its whole document it went for another reason: a new one."""
    return page is None or (not page.live and _document_path(page.path) in documents)


def _document_path(path: str) -> str:
    return path[: _DOCUMENT_DEPTH * Page.steplen]


def _address(page: Any, documents: Mapping[str, Any]) -> str:
    document = documents[_document_path(page.path)]
    address = section_address if isinstance(page, SectionPage) else article_address
    return address(document.slug, page.number)


def _title(page: Any) -> str:
    return f"{page.number} {page.title}" if isinstance(page, SectionPage) else str(page.title)


def _wording(content: Mapping[str, Any]) -> Any:
    """What readers see of a revision. Keys of blocks and rows change without a change of words."""
    paragraphs = [
        (wording["valid_from"], row["number"], row["text"], row["points"], row["closing"])
        for wording in content.get("wordings", ())
        for row in wording["paragraphs"]
    ]
    notes = [(row["number"], row["text"]) for row in content.get("notes", ())]
    body = _without_keys(json.loads(content.get("body") or "[]"))
    return content.get("number"), content.get("title"), body, notes, paragraphs


def _without_keys(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_keys(item) for item in value]
    if isinstance(value, dict):
        # The editor wraps the items of a list with their keys; the importer does not.
        if value.get("type") == "item":
            return _without_keys(value["value"])
        return {name: _without_keys(part) for name, part in value.items() if name != "id"}
    return value


def _lines(page: Any, acts: Mapping[int, str]) -> list[str]:
    """A page's wording as lines of plain text."""
    if isinstance(page, SectionPage):
        section = section_content(page, acts)
        notes = [f"{note.number} {note.text}" for note in section.notes]
        parts = [*(block.plain_text() for block in section.blocks), *notes]
    else:
        paragraphs = article_content(page, "").paragraphs
        parts = [f"({paragraph.number}) {paragraph.plain_text()}" for paragraph in paragraphs]
    return [_title(page), *(line for part in parts for line in part.splitlines())]


def _changed_lines(old: list[str], new: list[str]) -> list[list[Part]]:
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    found = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind != "equal":
            found += _word_lines(old[old_from:old_to], new[new_from:new_to])
    return found


def _word_lines(old: list[str], new: list[str]) -> list[list[Part]]:
    """Lines that took one another's place are compared word by word, the rest came or went."""
    longer = max(len(old), len(new))
    pairs = zip(_padded(old, longer), _padded(new, longer), strict=True)
    return [list(words_compare(before, after)) for before, after in pairs]


def _padded(lines: list[str], length: int) -> list[str]:
    return lines + [""] * (length - len(lines))
