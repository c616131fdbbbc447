from dataclasses import dataclass

from portal.sealing.envelope import DataKey, Place, SealError, key_id_of, seal, unseal
from portal.sealing.master_keys import (
    KeyRing,
    current_master_key_version,
    derived_key,
    master_key_versions,
)


@dataclass(frozen=True)
class PurposeKey:
    """A key derived from a master key for one purpose; opens envelopes of older versions too."""

    purpose: str
    ring: KeyRing = KeyRing.MASTER

    def seal(self, clear: bytes, place: Place) -> bytes:
        """Raises MasterKeyMissingError without a master key."""
        version = current_master_key_version(self.ring)
        return seal(clear, derived_key(self.purpose, version, self.ring), place)

    def unseal(self, envelope: bytes, place: Place) -> bytes:
        """Raises SealError when no version of the master key opens it."""
        return unseal(envelope, self._key_of(envelope), place)

    def version_of(self, envelope: bytes) -> int:
        """The master key version that sealed it. Raises SealError when none of those here did."""
        wanted = key_id_of(envelope)
        for version in reversed(master_key_versions(self.ring)):
            if derived_key(self.purpose, version, self.ring).key_id == wanted:
                return version
        raise SealError("no master key opens this")

    def _key_of(self, envelope: bytes) -> DataKey:
        return derived_key(self.purpose, self.version_of(envelope), self.ring)
