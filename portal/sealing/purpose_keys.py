from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from portal.sealing.envelope import DataKey, Place, SealError, key_id_of, seal, unseal
from portal.sealing.master_keys import (
    KeyRing,
    current_master_key_version,
    derived_key,
    master_key_versions,
)
from portal.sealing.secret_files import SecretFileError


@dataclass(frozen=True)
class PurposeKey:
    """A key derived from a master key for one purpose; opens envelopes of older versions too."""

    purpose: str
    ring: KeyRing = KeyRing.MASTER

    def seal(self, clear: bytes, place: Place) -> bytes:
        """Raises MasterKeyMissingError without a master key, SecretFileError for a spoilt one."""
        version = current_master_key_version(self.ring)
        return seal(clear, derived_key(self.purpose, version, self.ring), place)

    def unseal(self, envelope: bytes, place: Place) -> bytes:
        """Raises SealError when no version of the master key opens it."""
        _version, key = self._key_of(envelope)
        return unseal(envelope, key, place)

    def version_of(self, envelope: bytes) -> int:
        """The master key version that sealed it. Raises SealError when none of those here did."""
        version, _key = self._key_of(envelope)
        return version

    def loaded(self) -> "LoadedPurposeKey":
        """The same key for many rows.

        Raises MasterKeyMissingError, and SecretFileError when a key file cannot be read.
        """
        current_master_key_version(self.ring)
        keys = tuple(
            (version, derived_key(self.purpose, version, self.ring))
            for version in reversed(master_key_versions(self.ring))
        )
        return LoadedPurposeKey(self.purpose, self.ring, keys)

    def _key_of(self, envelope: bytes) -> tuple[int, DataKey]:
        wanted = key_id_of(envelope)
        for version, key in self._keys():
            if key.key_id == wanted:
                return version, key
        raise SealError("no master key opens this")

    def _keys(self) -> Iterator[tuple[int, DataKey]]:
        """Newest first. A file that holds no key, or is gone by now, opens nothing."""
        for version in reversed(master_key_versions(self.ring)):
            with suppress(SecretFileError):
                yield version, derived_key(self.purpose, version, self.ring)


@dataclass(frozen=True)
class LoadedPurposeKey(PurposeKey):
    """A purpose key that does not look at its files again: for one pass over many rows."""

    keys: tuple[tuple[int, DataKey], ...] = field(default=(), repr=False)

    def seal(self, clear: bytes, place: Place) -> bytes:
        _version, newest = self.keys[0]
        return seal(clear, newest, place)

    def _keys(self) -> Iterator[tuple[int, DataKey]]:
        yield from self.keys
