"""Secrets as files outside the database: readable by their owner only.

Imported by the settings, therefore free of Django.
"""

import base64
import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import NamedTuple


class SecretFileError(RuntimeError):
    """A secret file is missing, empty or open to others."""


class FileState(NamedTuple):
    """What changes when a file is replaced, edited or opened to others."""

    inode: int
    size: int
    modified_ns: int
    changed_ns: int


def state_of(path: Path) -> FileState:
    """Raises SecretFileError when the file is missing."""
    try:
        state = path.stat()
    except FileNotFoundError as error:
        raise SecretFileError(f"secret file missing: {path.name}") from error
    return FileState(state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)


def read_secret(path: Path) -> str:
    """The secret in a file. Raises SecretFileError when it is missing, empty or open to others."""
    try:
        mode = path.stat().st_mode
        secret = path.read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise SecretFileError(f"secret file missing: {path.name}") from error
    except PermissionError as error:
        raise SecretFileError(f"secret file closed to this user: {path.name}") from error
    except UnicodeDecodeError:
        raise SecretFileError(f"secret file holds no text: {path.name}") from None
    if mode & 0o077:
        raise SecretFileError(f"secret file open to others (chmod 600 it): {path.name}")
    if not secret:
        raise SecretFileError(f"secret file empty: {path.name}")
    return secret


def write_secret(path: Path, secret: str) -> None:
    """Write a new secret file; never overwrites one. Whole from the moment it is there, durable
    when it returns.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", encoding="ascii"
    ) as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
        # A link, not a rename: a rename would write over a file that is there.
        path.hardlink_to(file.name)
    _sync_folder(path.parent)


def put_secret_aside(path: Path, new_path: Path) -> Path:
    """Rename a secret file; never overwrites one. Raises FileExistsError, FileNotFoundError."""
    new_path.hardlink_to(path)
    path.unlink()
    _sync_folder(path.parent)
    return new_path


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_or_make_secret(path: Path) -> str:
    """The secret in a file, made on first use. For development only."""
    if not path.exists():
        # Two processes may start at once; the first one's secret counts.
        with contextlib.suppress(FileExistsError):
            write_secret(path, base64.urlsafe_b64encode(secrets.token_bytes(48)).decode())
    return read_secret(path)
