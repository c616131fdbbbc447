"""AES-256-GCM envelopes, bound to the place where they are kept.

Layout: 2 bytes format, 16 bytes key id, 12 bytes nonce, ciphertext with 16 bytes tag. The
associated data names table, column, row and key, so that an envelope moved elsewhere, or
changed by one bit, is refused. Nothing here falls back to clear text.
"""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = b"K1"
KEY_ID_BYTES = 16
NONCE_BYTES = 12
HEADER_BYTES = len(FORMAT) + KEY_ID_BYTES + NONCE_BYTES
TAG_BYTES = 16


class SealError(Exception):
    """Something sealed cannot be opened: wrong key, wrong place, or changed."""


@dataclass(frozen=True)
class Place:
    """Where an envelope belongs."""

    table: str
    column: str
    row_id: str


@dataclass(frozen=True, repr=False)
class DataKey:
    """An AES-256 key and the id that its envelopes carry."""

    key_id: bytes
    secret: bytes

    def __repr__(self) -> str:
        return f"DataKey({self.key_id.hex()})"


def seal(clear: bytes, key: DataKey, place: Place) -> bytes:
    """Envelope of `clear` for one place."""
    nonce = os.urandom(NONCE_BYTES)
    ciphertext = AESGCM(key.secret).encrypt(nonce, clear, _associated_data(key, place))
    return FORMAT + key.key_id + nonce + ciphertext


def unseal(envelope: bytes, key: DataKey, place: Place) -> bytes:
    """Clear bytes of an envelope. Raises SealError on any difference."""
    if len(envelope) < HEADER_BYTES + TAG_BYTES or not envelope.startswith(FORMAT):
        raise SealError("not an envelope")
    if key_id_of(envelope) != key.key_id:
        raise SealError("sealed with another key")
    nonce = envelope[len(FORMAT) + KEY_ID_BYTES : HEADER_BYTES]
    try:
        return AESGCM(key.secret).decrypt(
            nonce, envelope[HEADER_BYTES:], _associated_data(key, place)
        )
    except InvalidTag:
        # `from None`: the chained traceback would carry local variables into error reports.
        raise SealError("changed, or moved from another place") from None


def key_id_of(envelope: bytes) -> bytes:
    return envelope[len(FORMAT) : len(FORMAT) + KEY_ID_BYTES]


def _associated_data(key: DataKey, place: Place) -> bytes:
    parts = (FORMAT.decode(), place.table, place.column, place.row_id, key.key_id.hex())
    return "\x1f".join(parts).encode()
