"""What is kept of each text, and what follows from it. No query, no clock."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from website.enums import TextStatus
from website.translation_states.texts import Texts, has_words, same_text

# Older ones say no more than that a text is stale.
VERSIONS_KEPT = 40
EARLIER_KEPT = 10


@dataclass(frozen=True)
class Version:
    """What a text of the source said from a moment on; None: it was no longer there."""

    since: datetime
    text: str | None


@dataclass(frozen=True)
class SourceText:
    """The versions of one text of the source, the oldest first."""

    versions: tuple[Version, ...]

    @property
    def text(self) -> str | None:
        return self.versions[-1].text

    def at(self, moment: datetime) -> str | None:
        """What it said then; before its first version, what that one said."""
        known = [version for version in self.versions if version.since <= moment]
        return (known[-1] if known else self.versions[0]).text

    def changed_after(self, approved: str | None) -> datetime:
        """When it first said something else than it did when it was approved."""
        for number in range(len(self.versions) - 1, 0, -1):
            if same_text(self.versions[number - 1].text, approved):
                return self.versions[number].since
        return self.versions[0 if approved is None else -1].since

    def now(self, text: str | None, moment: datetime) -> "SourceText":
        if same_text(self.text, text):
            # Other blanks: the newest wording, from the same moment.
            return SourceText((*self.versions[:-1], replace(self.versions[-1], text=text)))
        return SourceText((*self.versions, Version(moment, text))[-VERSIONS_KEPT:])


@dataclass(frozen=True)
class Approval:
    """What a text of a translation was approved against: the source's words at that time.

    `is_held`: somebody said that it holds as it stands, even where it is word for word the source.
    `earlier`: pairs of source and text that were approved before; a text that comes back by
    reverting is again what it was.
    """

    source: str | None
    text: str
    at: datetime
    by: int | None = None
    is_held: bool = False
    earlier: tuple[tuple[str | None, str], ...] = field(default=())

    def now(self, text: str, seen: str | None, at: datetime, by: int | None) -> "Approval":
        """The text was published with other words, by somebody who saw that text of the source."""
        earlier = ((self.source, self.text), *self.earlier)
        before = next((source for source, old in earlier if same_text(old, text)), seen)
        return Approval(before, text, at, by, earlier=earlier[:EARLIER_KEPT])

    def held(self, source: str | None, at: datetime, by: int | None) -> "Approval":
        return replace(self, source=source, at=at, by=by, is_held=True)


SourceTexts = dict[str, SourceText]
Approvals = dict[str, Approval]


def texts_now(source: Mapping[str, SourceText]) -> Texts:
    return {path: record.text for path, record in source.items() if record.text is not None}


def source_follow(source: SourceTexts, texts: Texts, moment: datetime) -> SourceTexts:
    """The versions of every text after the source says `texts`, in the order of the page."""
    followed = {
        path: source[path].now(text, moment) if path in source else _first(text, moment)
        for path, text in texts.items()
    }
    gone = {path: record.now(None, moment) for path, record in source.items() if path not in texts}
    return followed | gone


def _first(text: str, moment: datetime) -> SourceText:
    return SourceText((Version(moment, text),))


def text_status(source: str | None, approval: Approval | None) -> TextStatus:
    """What one text of a translation is; `source`: what the source says now."""
    if approval is None:
        return TextStatus.LACKING
    if source is None:
        return TextStatus.CURRENT if _is_held_as(approval, None) else TextStatus.DROPPED
    is_as_approved = same_text(source, approval.source)
    if approval.is_held and is_as_approved:
        return TextStatus.CURRENT
    is_source = same_text(approval.text, source) or same_text(approval.text, approval.source)
    if is_source and has_words(approval.text):
        return TextStatus.UNTRANSLATED
    return TextStatus.CURRENT if is_as_approved or is_source else TextStatus.STALE


def _is_held_as(approval: Approval, source: str | None) -> bool:
    return approval.is_held and same_text(approval.source, source)


def text_statuses(source: Mapping[str, SourceText], approvals: Approvals) -> dict[str, TextStatus]:
    """The status of every text of either, the source's order first."""
    now = texts_now(source)
    paths = dict.fromkeys([*now, *approvals])
    return {path: text_status(now.get(path), approvals.get(path)) for path in paths}


def status_since(
    status: TextStatus, source: SourceText | None, approval: Approval | None
) -> datetime | None:
    """Since when a text is not current; None where it is."""
    if status is TextStatus.CURRENT:
        return None
    if source is None or status is TextStatus.UNTRANSLATED:
        return approval.at if approval else None
    return source.changed_after(approval.source if approval else None)


def version_of(source: Mapping[str, SourceText], approvals: Approvals) -> str:
    """Names what both say now, to notice that one was changed while somebody looked at them."""
    said = [texts_now(source), {path: approval.text for path, approval in approvals.items()}]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def source_to_json(source: SourceTexts) -> dict[str, Any]:
    return {
        path: [[version.since.isoformat(), version.text] for version in record.versions]
        for path, record in source.items()
    }


def source_from_json(stored: Mapping[str, Any]) -> SourceTexts:
    return {
        path: SourceText(tuple(Version(datetime.fromisoformat(s), text) for s, text in versions))
        for path, versions in stored.items()
    }


def approvals_to_json(approvals: Approvals) -> dict[str, Any]:
    return {
        path: {
            "source": approval.source,
            "text": approval.text,
            "at": approval.at.isoformat(),
            "by": approval.by,
            "held": approval.is_held,
            "earlier": [list(pair) for pair in approval.earlier],
        }
        for path, approval in approvals.items()
    }


def approvals_from_json(stored: Mapping[str, Any]) -> Approvals:
    return {
        path: Approval(
            source=entry["source"],
            text=entry["text"],
            at=datetime.fromisoformat(entry["at"]),
            by=entry["by"],
            is_held=entry["held"],
            earlier=tuple((source, text) for source, text in entry["earlier"]),
        )
        for path, entry in stored.items()
    }
