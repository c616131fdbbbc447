"""The empty database as the migrations leave it, kept between runs: they take half a minute.

Only for SQLite. `migrate` runs over the copy all the same, as on any database that is up to date.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.db import connection

# What the migrations do hangs on these; a change makes another copy.
_SOURCES = ("*/migrations/*.py", "site/*/migrations/*.py", "requirements/base.txt",
            "knowledge/search/starter_synonyms.py")  # fmt: skip


@contextmanager
def migrations_remembered(folder: Path) -> Iterator[None]:
    """While the test database is made: begin with the copy of an earlier run, or keep one."""
    if connection.vendor != "sqlite":
        yield
        return
    kept = folder / f"migrated-{_fingerprint()}.sqlite3"
    make = type(connection.creation)._create_test_db

    def make_from_copy(creation: object, *args: object, **kwargs: object) -> str:
        name: str = make(creation, *args, **kwargs)
        if kept.exists():
            shutil.copyfile(kept, name)
        return name

    with patch.object(type(connection.creation), "_create_test_db", make_from_copy):
        yield
    if not kept.exists():
        _keep(Path(connection.settings_dict["NAME"]), kept)


def _fingerprint() -> str:
    root = Path(settings.BASE_DIR)
    digest = hashlib.sha256()
    for source in sorted(path for pattern in _SOURCES for path in root.glob(pattern)):
        digest.update(source.relative_to(root).as_posix().encode() + source.read_bytes())
    return digest.hexdigest()[:16]


def _keep(database: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    for older in kept.parent.glob("migrated-*.sqlite3"):
        older.unlink(missing_ok=True)
    beside = kept.with_suffix(f".{os.getpid()}")
    source, target = sqlite3.connect(database), sqlite3.connect(beside)
    source.backup(target)
    target.close()
    source.close()
    beside.replace(kept)
