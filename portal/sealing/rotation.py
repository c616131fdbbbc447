"""Rotation of the master keys: seal anew, row by row, what an older version sealed.

Online: other processes read with every version and seal with the newest from the moment its
file is there. Each batch is a transaction that reads its rows again under a lock. What is left
to do is asked of the envelopes themselves, so a rotation that was killed goes on from there.
"""

import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from portal.audit.services import audit_record
from portal.enums import AuditAction
from portal.sealing.envelope import SealError
from portal.sealing.master_keys import (
    KeyRing,
    current_master_key_version,
    master_key_versions,
    put_master_key_aside,
)
from portal.sealing.registry import MasterSealedColumn, master_sealed_columns

BATCH_ROWS = 100
# SQLite has one writer at a time: those who wait for the lock get their turn between batches.
PAUSE_SECONDS = 0.01


class MasterKeyNeededError(Exception):
    """A master key cannot be put aside: it is in use."""


@dataclass(frozen=True)
class Progress:
    """Rows sealed anew so far, and how many are known to be left."""

    done: int
    left: int


@dataclass(frozen=True)
class _Batch:
    column: MasterSealedColumn
    row_ids: tuple[Any, ...]


def rotation_is_unfinished(ring: KeyRing) -> bool:
    """Whether anything that opens is still sealed with an older version than the newest.

    Raises MasterKeyMissingError when the ring has no key.
    """
    return any(True for _batch in _batches_left(ring, batch_rows=1))


def rotation_continue(ring: KeyRing, batch_rows: int = BATCH_ROWS) -> Iterator[Progress]:
    """Seal anew what an older version of the ring sealed; yields after each committed batch.

    The last batch and the event that says so are one transaction. Rows that do not open are
    left as they are (`rows_that_do_not_open`).
    """
    batches = deque(_batches_left(ring, batch_rows))
    done, finished = 0, False
    while not finished:
        with transaction.atomic():
            done += _seal_anew(batches.popleft()) if batches else 0
            # Once more when all is done: somebody may have been saving with the older version.
            batches = batches or deque(_batches_left(ring, batch_rows))
            finished = not batches
            if finished:
                _record_rotation(ring)
        yield Progress(done=done, left=sum(len(batch.row_ids) for batch in batches))
        time.sleep(PAUSE_SECONDS)


def master_key_retire(version: int, ring: KeyRing) -> Path:
    """Put the file of an older master key aside, for old backups; its new path.

    Raises MasterKeyNeededError when it is the newest, or while anything is sealed with it.
    """
    if version not in master_key_versions(ring):
        raise MasterKeyNeededError(f"There is no {ring} key of version {version}.")
    if version == current_master_key_version(ring):
        raise MasterKeyNeededError(
            f"Version {version} of the {ring} key is the newest: everything is sealed with it."
        )
    columns = [column.with_keys_loaded() for column in master_sealed_columns(ring)]
    with transaction.atomic():
        _wait_for_writers(columns)
        if needed := rows_sealed_with(version, columns):
            rows = ", ".join(f"{label}: {count}" for label, count in sorted(needed.items()))
            raise MasterKeyNeededError(
                f"Version {version} of the {ring} key is still needed ({rows}). "
                "Run `manage.py keys rotate` first."
            )
        return put_master_key_aside(version, ring)


def rows_sealed_with(version: int, columns: Iterable[MasterSealedColumn]) -> Counter[str]:
    """How many rows of each column one version sealed, whether they open or not."""
    return Counter(
        column.label
        for column in columns
        for row in column.rows().iterator(chunk_size=column.rows_at_once)
        if _version_of(column, row) == version
    )


def rows_that_do_not_open(ring: KeyRing) -> int:
    """How many rows no master key of the ring opens."""
    return sum(
        not _opens(column, row)
        for column in map(MasterSealedColumn.with_keys_loaded, master_sealed_columns(ring))
        for row in column.rows().iterator(chunk_size=column.rows_at_once)
    )


def models_sealed_with(ring: KeyRing) -> list[str]:
    """Names of the models with rows that only the ring's master keys open."""
    return sorted(
        {column.model.__name__ for column in master_sealed_columns(ring) if column.rows().exists()}
    )


def _batches_left(ring: KeyRing, batch_rows: int) -> Iterator[_Batch]:
    newest = current_master_key_version(ring)
    for column in master_sealed_columns(ring):
        older = _older_row_ids(column.with_keys_loaded(), newest)
        for row_ids in _batched(older, batch_rows):
            yield _Batch(column, row_ids)


def _older_row_ids(column: MasterSealedColumn, newest: int) -> Iterator[Any]:
    for row in column.rows().iterator(chunk_size=column.rows_at_once):
        version = _version_of(column, row)
        if version is not None and version < newest and _opens(column, row):
            yield row.pk


def _batched(row_ids: Iterator[Any], batch_rows: int) -> Iterator[tuple[Any, ...]]:
    while batch := tuple(islice(row_ids, batch_rows)):
        yield batch


def _seal_anew(batch: _Batch) -> int:
    """Read the rows again under a lock: one that changed or went meanwhile is not written over."""
    column = batch.column.with_keys_loaded()
    newest = current_master_key_version(column.key.ring)
    sealed = 0
    for row in column.rows().filter(pk__in=batch.row_ids).select_for_update():
        if _version_of(column, row) != newest and _opens(column, row):
            column.model._base_manager.filter(pk=row.pk).update(**column.sealed_anew(row))
            sealed += 1
    return sealed


def _version_of(column: MasterSealedColumn, row: Any) -> int | None:
    try:
        return column.version_of(row)
    except SealError:
        return None


def _opens(column: MasterSealedColumn, row: Any) -> bool:
    try:
        column.open(row)
    except SealError:
        return False
    return True


def _record_rotation(ring: KeyRing) -> None:
    audit_record(
        actor=None,
        action=AuditAction.KEYS_ROTATED,
        subject_kind="master_key",
        subject_id=f"{ring}-{current_master_key_version(ring)}",
    )


def _wait_for_writers(columns: Sequence[MasterSealedColumn]) -> None:
    """Until nobody is saving what was sealed with an older version; SQLite's BEGIN does it."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table in sorted({column.model._meta.db_table for column in columns}):
            cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN SHARE MODE")
