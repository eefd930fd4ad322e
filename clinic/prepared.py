"""Queries that are put together once, and planned once.

Of a query over several tables Django needs longer to write the SQL than the database to answer it, and the database
longer to plan it than to run it. Where the same one is asked again and again, as with every edit of the builder, it is
written at its first use and PostgreSQL keeps its plan as long as the connection lasts; afterwards only its numbers are
sent.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cached_property
from inspect import signature
from itertools import count
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from psycopg2.extensions import AsIs

Row = TypeVar("Row", bound=Model)
STAND_IN = -1_000_003  # no row has such a number: where it and those below it turn up, the question's own are put


class Statement:
    """SQL in which `places` says which number stands for which of its values."""

    _numbered = count(1)

    def __init__(self, sql: str, values: Sequence[Any], places: Mapping[Any, int]) -> None:
        self.sql = sql
        self.slots = [(places.get(value), value) for value in values]
        self.name = f"loadwell_{next(self._numbered)}"
        self.planned_on: WeakSet[Any] = WeakSet()
        self.execute = f"EXECUTE {self.name} ({', '.join(['%s'] * len(places))})"

    def asking(self, connection: BaseDatabaseWrapper, numbers: tuple[int, ...]) -> tuple[str, tuple[Any, ...]]:
        """What is sent over this connection."""
        # Whoever puts a pooler in between that hands connections on switches server-side cursors off: the same holds.
        if connection.vendor != "postgresql" or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            return self.sql, tuple(value if place is None else numbers[place] for place, value in self.slots)
        connection.close_if_health_check_failed()  # or the plan would be sought on a connection that is replaced
        if connection.connection not in self.planned_on:
            self._plan(connection)
        return self.execute, numbers

    def _plan(self, connection: BaseDatabaseWrapper) -> None:
        values = [value if place is None else AsIs(f"${place + 1}") for place, value in self.slots]
        with connection.cursor() as cursor:
            cursor.cursor.execute(f"PREPARE {self.name} AS {self.sql}", values)
        self.planned_on.add(connection.connection)


class Prepared(Generic[Row]):
    """A question whose `build` takes nothing but whole numbers, and takes them into conditions alone.

    Answers with rows, or with tuples where `build` ends in `values_list`. A lock must be asked for in a transaction:
    Django checks that only when it writes the SQL.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]]) -> None:
        self.build = build

    def all(self, *numbers: int) -> list[Row]:
        rows = self._queryset.all()
        rows.query.get_compiler = lambda *_, **__: self._asking(numbers)
        return list(rows)

    def first(self, *numbers: int) -> Row | None:
        return next(iter(self.all(*numbers)), None)

    def plain(self, *numbers: int) -> list[tuple[Any, ...]]:
        """The values as the database says them; for hundreds of them, where Django's types are not needed."""
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(*self._written[1].asking(connection, numbers))
            return cursor.fetchall()

    @cached_property
    def _places(self) -> dict[Any, int]:
        return {STAND_IN - place: place for place in range(len(signature(self.build).parameters))}

    @cached_property
    def _queryset(self) -> Any:
        return self.build(*self._places)

    @cached_property
    def _written(self) -> tuple[SQLCompiler, Statement]:
        compiler = self._queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        return compiler, Statement(sql, values, self._places)

    def _asking(self, numbers: tuple[int, ...]) -> SQLCompiler:
        """A copy for this thread's connection, with the SQL in it."""
        written, statement = self._written
        compiler = copy(written)
        compiler.connection = connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_, **__: statement.asking(connection, numbers)  # type: ignore[method-assign]
        return compiler
