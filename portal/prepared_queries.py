"""Queries that Django writes once and runs often.

To put a query together costs Django several times what the database needs to answer it. Where the
same question is asked for every page of the public door, that is most of the page's time
(docs/speed.md).
"""

import copy
import datetime
import uuid
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")

# Values that no question ever has: where one stands among the parameters, the real one goes.
_MARKS: dict[type, Callable[[int], Any]] = {
    str: lambda number: f"\ue000{number}\ue001",
    int: lambda number: 1_987_654_321 + number,
    datetime.date: lambda number: datetime.date(9876, 5, 4 + number),
    uuid.UUID: lambda number: uuid.UUID(int=0x9E << 120 | number),
}
_KEY: "models.UUIDField[uuid.UUID, uuid.UUID]" = models.UUIDField()


class PreparedQuery(Generic[Row]):
    """A question of which only the values change; `make` gets one value for each of `kinds`.

    Kinds are str, int, datetime.date and uuid.UUID. Whatever else is in the query has to stay the
    same for as long as the process lives. Prefetched relations are not read.
    """

    def __init__(self, make: Callable[..., Any], *kinds: type) -> None:
        self._make = make
        self._kinds = kinds
        self._written: dict[str, tuple[Any, _Compiler]] = {}

    def rows(self, *values: Any, using: str = DEFAULT_DB_ALIAS) -> list[Row]:
        """What the query finds for the values, in one query."""
        if using not in self._written:
            self._written[using] = self._write(using)
        queryset, compiler = self._written[using]
        return list(queryset._iterable_class(_Asked(queryset, compiler.with_values(values))))

    def first(self, *values: Any, using: str = DEFAULT_DB_ALIAS) -> Row | None:
        """The first of the rows, or None."""
        return next(iter(self.rows(*values, using=using)), None)

    def _write(self, using: str) -> "tuple[Any, _Compiler]":
        marks = [_MARKS[kind](number) for number, kind in enumerate(self._kinds)]
        queryset = self._make(*marks).using(using)
        return queryset, _Compiler(queryset.query.get_compiler(using=using), using, marks)


class _Compiler:
    """A compiler that has written its statement already."""

    def __init__(self, compiler: SQLCompiler, using: str, marks: Iterable[Any]) -> None:
        connection = connections[using]
        self._using = using
        self._sql, parameters = compiler.as_sql()
        self._compiler = compiler
        self._converters = compiler.get_converters([column for column, *_rest in compiler.select])
        places = [_as_parameter(connection, mark) for mark in marks]
        self._parameters = [_Parameter(parameter, places) for parameter in parameters]

    def with_values(self, values: Iterable[Any]) -> SQLCompiler:
        connection = connections[self._using]
        known = [(value, _as_parameter(connection, value)) for value in values]
        parameters = [parameter.filled(connection, known) for parameter in self._parameters]
        # Each thread asks through a copy of its own, on its own connection.
        asked: Any = copy.copy(self._compiler)
        asked.connection = connection

        def execute_sql(*_args: Any, **_options: Any) -> list[list[Any]]:
            with connection.cursor() as cursor:
                cursor.execute(self._sql, parameters)
                return [cursor.fetchall()]

        asked.execute_sql = execute_sql
        asked.get_converters = lambda _columns: self._converters
        return asked


class _Parameter:
    """A parameter of the statement: as it is, a value, or a pattern with a value in it."""

    def __init__(self, parameter: Any, places: list[Any]) -> None:
        self._parameter = parameter
        self._value = next((n for n, mark in enumerate(places) if mark == parameter), None)
        self._inside = [
            (number, mark)
            for number, mark in enumerate(places)
            if self._value is None
            and isinstance(mark, str)
            and isinstance(parameter, str)
            and mark in parameter
        ]

    def filled(self, connection: BaseDatabaseWrapper, known: list[tuple[Any, Any]]) -> Any:
        if self._value is not None:
            return known[self._value][1]
        parameter = self._parameter
        for number, mark in self._inside:
            plain = connection.ops.prep_for_like_query(known[number][0])
            parameter = parameter.replace(mark, plain)
        return parameter


class _Asked:
    """What Django's iterables need of a queryset, with a compiler that is ready to run."""

    def __init__(self, queryset: Any, compiler: SQLCompiler) -> None:
        self.queryset = queryset
        self.query = _Query(queryset.query, compiler)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.queryset, name)


class _Query:
    def __init__(self, query: Any, compiler: SQLCompiler) -> None:
        self._query = query
        self._compiler = compiler

    def get_compiler(self, *_args: Any, **_options: Any) -> SQLCompiler:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


def _as_parameter(connection: BaseDatabaseWrapper, value: Any) -> Any:
    """As the database wants it."""
    if isinstance(value, uuid.UUID):
        return _KEY.get_db_prep_value(value, connection, prepared=False)
    if isinstance(value, datetime.date):
        return connection.ops.adapt_datefield_value(value)
    return value
