"""A letterbox: whoever holds its public key can put something in, and cannot take it out again.

HPKE in base mode (RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM). Layout: 2
bytes format, 16 bytes key id, then encapsulated key and ciphertext as HPKE gives them. The `info`
of the key schedule names table, column, row and key: an envelope that was moved elsewhere, or
changed by one bit, is refused.

The private key lies in the database, wrapped by a master key. A process without master keys puts
in; only one with them opens.
"""

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from portal.sealing.envelope import KEY_ID_BYTES, Place, SealError

FORMAT = b"L1"
HEADER_BYTES = len(FORMAT) + KEY_ID_BYTES
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True)
class Slot:
    """What the public door knows of a letterbox: enough to put in, too little to open."""

    public_key: bytes

    @property
    def key_id(self) -> bytes:
        return key_id_of_public(self.public_key)

    def seal(self, clear: bytes, place: Place) -> bytes:
        """Envelope of `clear` for one place. Raises SealError when the key is no key."""
        try:
            public_key = X25519PublicKey.from_public_bytes(self.public_key)
        except ValueError:
            raise SealError("not the public key of a letterbox") from None
        return FORMAT + self.key_id + SUITE.encrypt(clear, public_key, self._info(place))

    def _info(self, place: Place) -> bytes:
        parts = (FORMAT.decode(), place.table, place.column, place.row_id, self.key_id.hex())
        return "\x1f".join(parts).encode()


@dataclass(frozen=True, repr=False)
class OpenLetterbox:
    """A letterbox with its private key, for as long as something is taken out."""

    private_key: X25519PrivateKey

    @property
    def slot(self) -> Slot:
        return Slot(self.private_key.public_key().public_bytes_raw())

    def unseal(self, envelope: bytes, place: Place) -> bytes:
        """Clear bytes of an envelope. Raises SealError on any difference."""
        if letterbox_key_id_of(envelope) != self.slot.key_id:
            raise SealError("put into another letterbox")
        try:
            return SUITE.decrypt(envelope[HEADER_BYTES:], self.private_key, self.slot._info(place))
        except (InvalidTag, ValueError):
            # `from None`: the chained traceback would carry local variables into error reports.
            raise SealError("changed, or moved from another place") from None


def letterbox_pair_new() -> tuple[Slot, bytes]:
    """A new letterbox: its slot, and its private key in clear, to be wrapped at once."""
    private_key = X25519PrivateKey.generate()
    return OpenLetterbox(private_key).slot, private_key.private_bytes_raw()


def letterbox_from(private_bytes: bytes) -> OpenLetterbox:
    """Raises SealError when these bytes are no private key."""
    try:
        return OpenLetterbox(X25519PrivateKey.from_private_bytes(private_bytes))
    except ValueError:
        raise SealError("not the private key of a letterbox") from None


def letterbox_key_id_of(envelope: bytes) -> bytes:
    """Which letterbox an envelope was put into. Raises SealError when it is no such envelope."""
    if len(envelope) <= HEADER_BYTES or not envelope.startswith(FORMAT):
        raise SealError("not an envelope of a letterbox")
    return envelope[len(FORMAT) : HEADER_BYTES]


def key_id_of_public(public_key: bytes) -> bytes:
    return hashlib.sha256(b"portal.letterbox" + public_key).digest()[:KEY_ID_BYTES]
