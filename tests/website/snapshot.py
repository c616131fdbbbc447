"""The starter content, loaded once a process and laid back into each test's transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

# The names of tables come from the database itself.
Row = tuple[Any, ...]
# A full-text index keeps its rows in tables of its own making.
NOT_PLAIN = ("wagtailsearch_", "sqlite_")


@dataclass
class Snapshot:
    """What a function changed in the database, to be done again without the function."""

    make: Callable[[], object]
    _before: dict[str, int] = field(default_factory=dict)
    _deleted: list[str] = field(default_factory=list)
    _rows: dict[str, list[Row]] = field(default_factory=dict)

    def lay(self) -> None:
        if connection.vendor != "sqlite":
            # Elsewhere a sequence would hand out the ids of the rows laid back.
            self.make()
        elif self._rows and {name: _count(name) for name in self._before} == self._before:
            self._lay_again()
        else:
            self._make_and_keep()

    def _make_and_keep(self) -> None:
        before = {name: _rows_of(name) for name in _tables()}
        self.make()
        after = {name: _rows_of(name) for name in before}
        changed = [name for name in before if before[name] != after[name]]
        self._before = {name: len(before[name]) for name in changed}
        self._deleted = [name for name in changed if not set(before[name]) <= set(after[name])]
        self._rows = {
            name: after[name]
            if name in self._deleted
            else [row for row in after[name] if row not in set(before[name])]
            for name in changed
        }

    def _lay_again(self) -> None:
        with connection.cursor() as cursor:
            for name in self._deleted:
                cursor.execute(f"DELETE FROM {_quoted(name)}")  # noqa: S608
            for name, rows in self._rows.items():
                if rows:
                    places = ", ".join(["%s"] * len(rows[0]))
                    insert = f"INSERT INTO {_quoted(name)} VALUES ({places})"  # noqa: S608
                    cursor.executemany(insert, rows)


def _tables() -> list[str]:
    return [
        name for name in connection.introspection.table_names() if not name.startswith(NOT_PLAIN)
    ]


def _rows_of(name: str) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {_quoted(name)}")  # noqa: S608
        return list(cursor.fetchall())


def _count(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {_quoted(name)}")  # noqa: S608
        return int(cursor.fetchone()[0])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
