"""Sealing values of every kind: text, days, JSON and files, each bound to its place.

The kind goes into the envelope, so that what was sealed as one is never read as another.
"""

import json
from datetime import date
from typing import Any

from portal.sealing.envelope import DataKey, Place, SealError, seal, unseal

TEXT, DAY, JSON, FILE = b"t", b"d", b"j", b"f"


def seal_text(text: str, key: DataKey, place: Place) -> bytes:
    return seal(TEXT + text.encode(), key, place)


def unseal_text(envelope: bytes, key: DataKey, place: Place) -> str:
    """Raises SealError when the envelope was changed, moved, or holds no text."""
    return _unseal(TEXT, envelope, key, place).decode()


def seal_date(day: date, key: DataKey, place: Place) -> bytes:
    return seal(DAY + day.isoformat().encode(), key, place)


def unseal_date(envelope: bytes, key: DataKey, place: Place) -> date:
    """Raises SealError when the envelope was changed, moved, or holds no day."""
    return date.fromisoformat(_unseal(DAY, envelope, key, place).decode())


def seal_json(value: Any, key: DataKey, place: Place) -> bytes:
    return seal(JSON + json.dumps(value, ensure_ascii=False).encode(), key, place)


def unseal_json(envelope: bytes, key: DataKey, place: Place) -> Any:
    """Raises SealError when the envelope was changed, moved, or holds no JSON."""
    return json.loads(_unseal(JSON, envelope, key, place))


def seal_file(content: bytes, key: DataKey, place: Place) -> bytes:
    return seal(FILE + content, key, place)


def unseal_file(envelope: bytes, key: DataKey, place: Place) -> bytes:
    """Raises SealError when the envelope was changed, moved, or holds no file."""
    return _unseal(FILE, envelope, key, place)


def _unseal(kind: bytes, envelope: bytes, key: DataKey, place: Place) -> bytes:
    clear = unseal(envelope, key, place)
    if clear[:1] != kind:
        raise SealError("sealed as another kind of value")
    return clear[1:]
