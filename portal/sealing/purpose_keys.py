from dataclasses import dataclass

from portal.sealing.envelope import DataKey, Place, SealError, key_id_of, seal, unseal
from portal.sealing.master_keys import (
    current_master_key_version,
    derived_key,
    master_key_versions,
)


@dataclass(frozen=True)
class PurposeKey:
    """A key derived from the master key for one purpose; opens envelopes of older versions too."""

    purpose: str

    def seal(self, clear: bytes, place: Place) -> bytes:
        """Raises MasterKeyMissingError without a master key."""
        return seal(clear, derived_key(self.purpose, current_master_key_version()), place)

    def unseal(self, envelope: bytes, place: Place) -> bytes:
        """Raises SealError when no version of the master key opens it."""
        return unseal(envelope, self._key_of(envelope), place)

    def _key_of(self, envelope: bytes) -> DataKey:
        wanted = key_id_of(envelope)
        for version in reversed(master_key_versions()):
            key = derived_key(self.purpose, version)
            if key.key_id == wanted:
                return key
        raise SealError("no master key opens this")
