"""Secrets as files outside the database: readable by their owner only.

Imported by the settings, therefore free of Django.
"""

import base64
import contextlib
import os
import secrets
from pathlib import Path


class SecretFileError(RuntimeError):
    """A secret file is missing, empty or open to others."""


def read_secret(path: Path) -> str:
    """The secret in a file. Raises SecretFileError when it is missing, empty or open to others."""
    try:
        mode = path.stat().st_mode
        secret = path.read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise SecretFileError(f"secret file missing: {path.name}") from error
    if mode & 0o077:
        raise SecretFileError(f"secret file open to others (chmod 600 it): {path.name}")
    if not secret:
        raise SecretFileError(f"secret file empty: {path.name}")
    return secret


def write_secret(path: Path, secret: str) -> None:
    """Write a new secret file; never overwrites one. Durable when it returns."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_or_make_secret(path: Path) -> str:
    """The secret in a file, made on first use. For development only."""
    if not path.exists():
        # Two processes may start at once; the first one's secret counts.
        with contextlib.suppress(FileExistsError):
            write_secret(path, base64.urlsafe_b64encode(secrets.token_bytes(48)).decode())
    return read_secret(path)
