"""Exercises that take turns: neighbours with the same group number; two are a superset, more a circuit."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

PAIR = 2
WORDS = ("one", "two", "three", "four", "five", "six")


@dataclass(frozen=True)
class Turn:
    """A place in a group: `number` from 1 of `size`."""

    number: int
    size: int

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def is_last(self) -> bool:
        return self.number == self.size

    @property
    def kind(self) -> str:
        return "superset" if self.size == PAIR else "circuit"

    @property
    def title(self) -> str:
        """ "Superset", "Circuit of 3"."""
        return "Superset" if self.size == PAIR else f"Circuit of {self.size}"

    @property
    def place(self) -> str:
        """Where in it, for those who do not see the bracket."""
        return f"{self.number} of {self.size} in a {self.kind}"

    @property
    def asked(self) -> str:
        """What the patient is to do, in words."""
        count = WORDS[self.size - 1] if self.size <= len(WORDS) else str(self.size)
        return f"Do these {count} in turn, then rest"


def turns(groups: Iterable[Hashable]) -> list[Turn | None]:
    """The place of each row of a session in its group, in order; None for a row that stands alone."""
    found: list[Turn | None] = []
    for group, run in groupby(groups):
        size = sum(1 for _ in run)
        is_group = group is not None and size > 1
        found += [Turn(number, size) if is_group else None for number in range(1, size + 1)]
    return found


class Grouped(Protocol):
    """A row of a session; an Item is one."""

    @property
    def group(self) -> int | None: ...


def turns_of(rows: Sequence[Grouped]) -> list[Turn | None]:
    return turns(row.group for row in rows)


def in_turn_with(names: Sequence[str], places: Sequence[Turn | None], index: int) -> str:
    """ "In turn with Squat and Row" for the row at `index`, or nothing."""
    place = places[index]
    if place is None:
        return ""
    first = index - place.number + 1
    others = [names[other] for other in range(first, first + place.size) if other != index]
    return f"In turn with {', '.join(others[:-1])}{' and ' if others[1:] else ''}{others[-1]}"
