"""How a programme covers the whole body: counts and gentle hints, never a score and never a block.

Pillars and foundations are those of clinical.md 1.1 and 1.2.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

PILLARS: Final = {
    "STR": "strength",
    "MOB": "mobility",
    "END": "endurance and coordination",
    "AER": "aerobic",
    "PSY": "mind and confidence",
}
FOUNDATIONS: Final = {
    "HINGE": "hip hinge",
    "GLUTE": "glute",
    "BRACE": "bracing",
    "CARRY": "carrying",
    "RELOAD": "reloading",
}
MANY_ITEMS: Final = 6  # a session above this is not done; 2-4 are (clinical.md 2.1)
GOOD_START: Final = "2 to 4"


class Prescribed(Protocol):
    """What balance needs to know of an item; `side` is '', 'each', 'left' or 'right'."""

    @property
    def pillar(self) -> str: ...
    @property
    def foundation(self) -> str: ...
    @property
    def pattern(self) -> str: ...
    @property
    def per_side(self) -> bool: ...
    @property
    def side(self) -> str: ...
    @property
    def sets(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A plain Prescribed, for callers whose rows have other names."""

    pillar: str
    foundation: str = ""
    pattern: str = ""
    per_side: bool = False
    side: str = ""
    sets: int = 1


@dataclass(frozen=True, kw_only=True)
class Balance:
    """Items per pillar and per foundation (every code present, 0 where there is none), and what to say about it.

    Sets are counted for a side where that side works alone; two-sided work counts for neither.
    """

    items: int
    pillars: Mapping[str, int]
    foundations: Mapping[str, int]
    push: int
    pull: int
    left_sets: int
    right_sets: int
    hints: Sequence[str]


def cover(items: Iterable[Prescribed], *, session_sizes: Sequence[int] | None = None) -> Balance:
    """What these items cover; without `session_sizes` they are taken as one session."""
    items = list(items)
    pillars = _count((item.pillar for item in items), PILLARS)
    foundations = _count((item.foundation for item in items), FOUNDATIONS)
    push, pull = (sum(item.pattern.startswith(way) for item in items) for way in ("push", "pull"))
    left, right = (_sets_of(side, items) for side in ("left", "right"))
    hints = (
        *_size_hints([len(items)] if session_sizes is None else session_sizes),
        *_missing_pillars(pillars),
        *_missing_foundations(foundations),
        *_push_pull_hints(push, pull),
        *_side_hints(left, right),
    )
    return Balance(
        items=len(items),
        pillars=pillars,
        foundations=foundations,
        push=push,
        pull=pull,
        left_sets=left,
        right_sets=right,
        hints=hints if items else (f"Nothing here yet. {GOOD_START} exercises are a good start.",),
    )


def _count(codes: Iterable[str], known: Iterable[str]) -> dict[str, int]:
    found = Counter(codes)
    return {code: found[code] for code in known}


def _sets_of(side: str, items: Iterable[Prescribed]) -> int:
    return sum(item.sets for item in items if side in _sides(item))


def _sides(item: Prescribed) -> tuple[str, ...]:
    if item.side in ("left", "right"):
        return (item.side,)
    return ("left", "right") if item.side == "each" or item.per_side else ()


def _size_hints(sizes: Iterable[int]) -> Iterator[str]:
    largest = max(sizes, default=0)
    if largest > MANY_ITEMS:
        yield f"{largest} exercises in one session: people manage {GOOD_START} best, and few do more than {MANY_ITEMS}."


def _missing_pillars(pillars: Mapping[str, int]) -> Iterator[str]:
    return (f"No {PILLARS[code]} work yet." for code, count in pillars.items() if not count)


def _missing_foundations(foundations: Mapping[str, int]) -> Iterator[str]:
    missing = [FOUNDATIONS[code] for code, count in foundations.items() if not count]
    if missing:
        yield f"Foundations not covered yet: {', '.join(missing)}."


def _push_pull_hints(push: int, pull: int) -> Iterator[str]:
    if push and not pull:
        yield "Pushing but no pulling yet."
    if pull and not push:
        yield "Pulling but no pushing yet."


def _side_hints(left: int, right: int) -> Iterator[str]:
    if left != right:
        yield f"Left and right differ: {left} {_set_word(left)} on the left, {right} on the right."


def _set_word(sets: int) -> str:
    return "set" if sets == 1 else "sets"
