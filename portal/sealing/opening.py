"""Whether everything sealed opens at its place, told in numbers and never in content."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.sealing.envelope import SealError
from portal.sealing.master_keys import KeyRing, derived_key, master_key_versions
from portal.sealing.registry import SealedColumn, sealed_columns

# A quick look tries so many rows of each column, fewer of those that hold files.
SAMPLE_ROWS = 100


@dataclass
class OpeningReport:
    """Rows of one column by the key that sealed them, and how many do not open."""

    label: str
    opened: Counter[str] = field(default_factory=Counter)
    broken: int = 0


def read_master_keys() -> None:
    """Raises SecretFileError when a key file is missing, open to others or holds no key."""
    for ring in KeyRing:
        for version in master_key_versions(ring):
            derived_key("keys.check", version, ring)


def try_everything(*, quick: bool = False) -> Iterator[OpeningReport]:
    """Open every registered envelope, or a few of each column when `quick`."""
    for column in sealed_columns():
        yield _try_column(column, quick=quick)


def _try_column(column: SealedColumn, *, quick: bool) -> OpeningReport:
    report = OpeningReport(column.label)
    column = column.with_keys_loaded()
    rows = column.rows()
    if quick:
        rows = rows[: min(SAMPLE_ROWS, column.rows_at_once)]
    for row in rows.iterator(chunk_size=column.rows_at_once):
        # A second look: the row, or its key, may have gone or changed while it was read.
        sealed_with = _key_that_opens(column, row) or _look_again(column, row)
        if sealed_with is None:
            report.broken += 1
        elif sealed_with:
            report.opened[sealed_with] += 1
    return report


def _key_that_opens(column: SealedColumn, row: Any) -> str | None:
    try:
        column.open(row)
        return column.sealed_with(row)
    except SealError:
        return None


def _look_again(column: SealedColumn, row: Any) -> str | None:
    """The empty string when the row is gone."""
    fresh = column.rows().filter(pk=row.pk).first()
    return "" if fresh is None else _key_that_opens(column, fresh)
