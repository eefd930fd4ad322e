"""Whom a programme is for, as far as building it needs to know; the room above, which holds patients, fills it in."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Person:
    """`minutes` for a session, None where they did not say; `at_home` is None where nobody asked.

    `known` tells which of some exercises they have trained before; `note_seen` leaves a trail that their record
    was shown to somebody.
    """

    first_name: str
    name: str
    goal: str
    minutes: int | None
    precautions: frozenset[str]
    at_home: frozenset[str] | None
    url: str
    known: Callable[[Collection[int]], Collection[int]]
    note_seen: Callable[[Any], None]
