"""The hash chain over audit events.

Each hash covers the event's own columns and the hash before it, so an edited, removed, inserted
or reordered row breaks the chain from there on.
"""

import hashlib
import json
from collections.abc import Iterable
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


def find_break(events: Iterable[AuditEvent], head: AuditHead) -> ChainBreak | None:
    """The first place where the chain does not hold, or None."""
    previous_hash, sequence = GENESIS_HASH, 0
    for event in events:
        if event.sequence != sequence + 1:
            return ChainBreak(sequence + 1, "an event is missing")
        if event.previous_hash != previous_hash:
            return ChainBreak(event.sequence, "does not follow the event before it")
        if event.hash != event_hash(event):
            return ChainBreak(event.sequence, "was changed")
        previous_hash, sequence = event.hash, event.sequence
    if (sequence, previous_hash) != (head.sequence, head.hash):
        return ChainBreak(sequence + 1, "the end of the chain is missing")
    return None
