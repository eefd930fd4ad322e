"""Queries that are put together once.

Of a query over several tables Django needs longer to write the SQL than the database to answer it. Where the same one
is asked again and again, as with every edit of the builder, it is written at its first use; afterwards only its numbers
are put in.
"""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from inspect import signature
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)
STAND_IN = -1_000_003  # no row has such a number: where it and those below it turn up, the question's own are put


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

    @cached_property
    def _stand_ins(self) -> dict[int, int]:
        return {STAND_IN - place: place for place in range(len(signature(self.build).parameters))}

    @cached_property
    def _queryset(self) -> Any:
        return self.build(*self._stand_ins)

    @cached_property
    def _written(self) -> tuple[SQLCompiler, str, tuple[Any, ...]]:
        compiler = self._queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        return compiler, *compiler.as_sql()

    def _asking(self, numbers: tuple[int, ...]) -> SQLCompiler:
        """A copy for this thread's connection, with the SQL in it."""
        written, sql, slots = self._written
        values = tuple(numbers[self._stand_ins[slot]] if slot in self._stand_ins else slot for slot in slots)
        compiler = copy(written)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_, **__: (sql, values)  # type: ignore[method-assign]
        return compiler
