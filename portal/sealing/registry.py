"""Every column of envelopes, as its package registered it (`AppConfig.ready`).

Rotation seals anew what lies directly under a master key; the check of the keys tries all. A
sealed field that nobody registered fails `manage.py check` (portal.E004).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.db.models import QuerySet

from portal.sealing.envelope import DataKey, Place, unseal
from portal.sealing.fields import SealedField
from portal.sealing.master_keys import KeyRing
from portal.sealing.purpose_keys import PurposeKey


@dataclass(frozen=True, kw_only=True)
class SealedColumn(ABC):
    """A sealed field of the rows that `only` picks, and how an envelope of it is opened."""

    model: type[Any]
    field_name: str
    place: Callable[[Any], Place]
    only: Mapping[str, object] = field(default_factory=dict)
    # How many rows may lie in memory together.
    rows_at_once: int = 500

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field_name}"

    def rows(self) -> "QuerySet[Any]":
        """Rows with an envelope, in the order of their keys, without their other envelopes."""
        others = [
            other.name
            for other in self.model._meta.local_fields
            if isinstance(other, SealedField) and other.name != self.field_name
        ]
        filled = {f"{self.field_name}__isnull": False}
        return self.model._base_manager.filter(**self.only, **filled).defer(*others).order_by("pk")

    def envelope_of(self, row: Any) -> bytes:
        return bytes(getattr(row, self.field_name))

    def with_keys_loaded(self) -> Self:
        """The same column for one pass over many rows, without a look at the key files for each.

        Raises MasterKeyMissingError, and SecretFileError when a key file cannot be read.
        """
        return self

    @abstractmethod
    def open(self, row: Any) -> bytes:
        """Clear bytes of a row. Raises SealError when its envelope does not open there."""

    @abstractmethod
    def sealed_with(self, row: Any) -> str:
        """Which key sealed a row, in words. Raises SealError when none that is here did."""


@dataclass(frozen=True, kw_only=True)
class MasterSealedColumn(SealedColumn):
    """Sealed directly under a master key: rotation has to seal every row anew."""

    key: PurposeKey
    # A column that repeats the version of the master key, kept in step.
    version_field_name: str = ""

    def with_keys_loaded(self) -> Self:
        return replace(self, key=self.key.loaded())

    def open(self, row: Any) -> bytes:
        return self.key.unseal(self.envelope_of(row), self.place(row))

    def version_of(self, row: Any) -> int:
        """Raises SealError when no master key that is here sealed the row."""
        return self.key.version_of(self.envelope_of(row))

    def sealed_with(self, row: Any) -> str:
        return f"{self.key.ring} {self.version_of(row)}"

    def sealed_anew(self, row: Any) -> dict[str, object]:
        """The row's new columns, under the newest master key. Raises SealError."""
        envelope = self.key.seal(self.open(row), self.place(row))
        columns: dict[str, object] = {self.field_name: envelope}
        if self.version_field_name:
            columns[self.version_field_name] = self.key.version_of(envelope)
        return columns


@dataclass(frozen=True, kw_only=True)
class KeyedColumn(SealedColumn):
    """Sealed under a key that itself lies wrapped in the database: rotation leaves it alone."""

    key_of: Callable[[Any], DataKey]
    key_name: str
    # Relations that `key_of` looks at, fetched for many rows at once.
    related: tuple[str, ...] = ()

    def rows(self) -> "QuerySet[Any]":
        return super().rows().prefetch_related(*self.related)

    def open(self, row: Any) -> bytes:
        return unseal(self.envelope_of(row), self.key_of(row), self.place(row))

    def sealed_with(self, row: Any) -> str:
        return self.key_name


_columns: list[SealedColumn] = []


def sealed_columns_add(*columns: SealedColumn) -> None:
    _columns.extend(columns)


def sealed_columns() -> list[SealedColumn]:
    return list(_columns)


def master_sealed_columns(ring: KeyRing) -> Iterator[MasterSealedColumn]:
    """The columns whose rows a ring's master keys sealed."""
    for column in _columns:
        if isinstance(column, MasterSealedColumn) and column.key.ring is ring:
            yield column
