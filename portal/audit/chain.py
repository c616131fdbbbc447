"""The hash chain over audit events.

Each hash covers the event's own columns and the hash before it, so an edited, removed, inserted
or reordered row breaks the chain from there on. Whoever can write anything could compute a new
chain: it is then found by an anchor, i.e. a place and hash that were filed elsewhere before.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC

from portal.models.audit import AuditEvent, AuditHead

GENESIS_HASH = hashlib.sha256(b"kljuc portal audit chain").hexdigest()


@dataclass(frozen=True)
class ChainBreak:
    sequence: int
    reason: str


def event_hash(event: AuditEvent) -> str:
    """SHA-256 (hex) over the event's columns and the hash of its predecessor."""
    columns = [
        event.sequence,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.actor_id,
        str(event.action),
        event.subject_kind,
        event.subject_id,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(columns, separators=(",", ":")).encode()).hexdigest()


class ChainWalk:
    """Goes along the chain, event by event, and stops at the first place that does not hold."""

    def __init__(self, anchors: Mapping[int, str] | None = None) -> None:
        self.sequence = 0
        self.hash = GENESIS_HASH
        self._anchors = dict(anchors or {})

    def over(self, events: Iterable[AuditEvent]) -> ChainBreak | None:
        for event in events:
            if reason := self._reason_against(event):
                return ChainBreak(self.sequence + 1, reason)
            self.sequence, self.hash = event.sequence, event.hash
        return None

    def to_end(self, head: AuditHead) -> ChainBreak | None:
        """Whether the walk ended where the head says, with no anchor beyond."""
        if (self.sequence, self.hash) != (head.sequence, head.hash):
            return ChainBreak(self.sequence + 1, "the end of the chain is missing")
        if any(sequence > self.sequence for sequence in self._anchors):
            return ChainBreak(self.sequence + 1, "ends before an anchor")
        return None

    def _reason_against(self, event: AuditEvent) -> str:
        if event.sequence != self.sequence + 1:
            return "an event is missing"
        if event.previous_hash != self.hash:
            return "does not follow the event before it"
        if event.hash != event_hash(event):
            return "was changed"
        if self._anchors.get(event.sequence, event.hash) != event.hash:
            return "is not the one that was anchored"
        return ""


def find_break(
    events: Iterable[AuditEvent], head: AuditHead, anchors: Mapping[int, str] | None = None
) -> ChainBreak | None:
    """The first place where the chain does not hold, or None."""
    walk = ChainWalk(anchors)
    return walk.over(events) or walk.to_end(head)
