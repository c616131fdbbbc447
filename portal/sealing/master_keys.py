"""Master keys: files outside the database, one a version, the highest in use.

Two rings of them: `master-1.key`, `master-2.key` … for everything but identities, and
`identity-1.key` … for those alone, so that the two can be kept apart. Each file holds 32 random
bytes in base64.
"""

import base64
import binascii
import re
import secrets
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from portal.sealing.envelope import KEY_ID_BYTES, DataKey
from portal.sealing.secret_files import (
    FileState,
    SecretFileError,
    put_secret_aside,
    read_secret,
    state_of,
    write_secret,
)

KEY_BYTES = 32
RETIRED = ".retired"


class KeyRing(StrEnum):
    MASTER = "master"
    IDENTITY = "identity"

    @property
    def folder(self) -> Path:
        return Path(settings.IDENTITY_KEYS_DIR if self is KeyRing.IDENTITY else settings.KEYS_DIR)

    def path_of(self, version: int) -> Path:
        return self.folder / f"{self}-{version}.key"


class MasterKeyMissingError(RuntimeError):
    """There is no master key to seal with."""


def master_key_versions(ring: KeyRing = KeyRing.MASTER) -> list[int]:
    """Versions for which a key file lies in the ring's folder, lowest first.

    Looked up each time: a running process seals with a new version as soon as its file is there.
    """
    return _versions_named(ring, re.compile(rf"{ring}-(\d+)\.key"))


def next_master_key_version(ring: KeyRing) -> int:
    """The version after the highest, retired ones included."""
    used = _versions_named(ring, re.compile(rf"{ring}-(\d+)\.key(?:{re.escape(RETIRED)})?"))
    return max(used, default=0) + 1


def _versions_named(ring: KeyRing, name: re.Pattern[str]) -> list[int]:
    if not ring.folder.is_dir():
        return []
    matches = (name.fullmatch(path.name) for path in ring.folder.iterdir())
    return sorted(int(match.group(1)) for match in matches if match)


def current_master_key_version(ring: KeyRing = KeyRing.MASTER) -> int:
    """Raises MasterKeyMissingError when no key file is there."""
    versions = master_key_versions(ring)
    if not versions:
        raise MasterKeyMissingError(f"no {ring} key: run `manage.py keys init`")
    return versions[-1]


def make_master_key(version: int, ring: KeyRing = KeyRing.MASTER) -> Path:
    """Write a new random master key. Raises FileExistsError rather than overwrite one."""
    path = ring.path_of(version)
    write_secret(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode())
    return path


def put_master_key_aside(version: int, ring: KeyRing) -> Path:
    """Rename a key file so that nothing is opened with it; its new path.

    Raises FileExistsError rather than overwrite one.
    """
    path = ring.path_of(version)
    return put_secret_aside(path, path.with_name(path.name + RETIRED))


def derived_key(purpose: str, version: int, ring: KeyRing = KeyRing.MASTER) -> DataKey:
    """The key of one purpose under one master key version (HKDF-SHA256, RFC 5869).

    Raises SecretFileError when the key file is missing, open to others or no key.
    """
    path = ring.path_of(version)
    return _derive(path, state_of(path), purpose, version)


# The file's state is part of what is remembered: a file that was replaced is read again.
@lru_cache(maxsize=64)
def _derive(path: Path, _state: FileState, purpose: str, version: int) -> DataKey:
    material = HKDF(
        algorithm=SHA256(),
        length=KEY_ID_BYTES + KEY_BYTES,
        salt=None,
        info=f"{purpose}/{version}".encode(),
    ).derive(_read(path))
    return DataKey(key_id=material[:KEY_ID_BYTES], secret=material[KEY_ID_BYTES:])


def _read(path: Path) -> bytes:
    try:
        key = base64.b64decode(read_secret(path), validate=True)
    except binascii.Error:
        raise SecretFileError(f"master key is not base64: {path.name}") from None
    if len(key) != KEY_BYTES:
        raise SecretFileError(f"master key has the wrong length: {path.name}")
    return key
