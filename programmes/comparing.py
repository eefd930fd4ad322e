"""What is different between two versions of a programme: the same exercise in the same place is the same line.

A copy keeps no link to what it was made of, so lines find each other: first by exercise within their
session, then, where one went and another came, across sessions (moved) or at the same place (swapped).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any, TypeVar

from programmes.amount import Amount, amount_of
from programmes.dose.shape import Dose


class Kind(StrEnum):
    """What happened to a line, to a session or to a phase."""

    ADDED = "added"
    REMOVED = "removed"
    SWAPPED = "swapped"
    MOVED = "moved"
    DOSE = "dose"
    ORDER = "order"
    NOTE = "note"
    TURNS = "turns"
    HEADING = "heading"
    CORE = "core"
    SESSION_ADDED = "session added"
    SESSION_REMOVED = "session removed"
    PHASE_ADDED = "phase added"
    PHASE_REMOVED = "phase removed"
    NAME = "name"
    OFTEN = "how often"
    WEEKS = "weeks"
    STAGE = "stage"
    EXIT = "exit"


@dataclass(frozen=True, kw_only=True)
class Line:
    """An exercise with its dose; `exercise` stays the same number when its words are edited."""

    exercise: int
    name: str
    dose: Dose
    note: str = ""
    is_core: bool = True
    group: int | None = None
    heading: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A session; `how_often` is said of extras only."""

    name: str
    title: str
    how_often: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A phase."""

    name: str
    kind: str = ""
    weeks: int = 4
    how_often: str = ""
    exit_criterion: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference. `line` and `was` are the line now and before; `before` and `after` are words."""

    kind: Kind
    line: Line | None = None
    was: Line | None = None
    before: str = ""
    after: str = ""
    names: tuple[str, ...] = ()

    @property
    def amount(self) -> Amount:
        return amount_of(self.was.dose, self.line.dose) if self.was and self.line else Amount()


@dataclass(frozen=True)
class Place:
    """The changes of one session, or of the phase itself where `session` is empty."""

    phase: str
    session: str
    changes: tuple[Change, ...]


@dataclass
class _Pair:
    """A session before and now, and how its lines found each other."""

    phase: str
    old: Part | None
    new: Part | None
    same: list[tuple[int, int]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    come: list[int] = field(default_factory=list)
    told: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        old, new = self.old_lines, self.new_lines
        left = {number: line.exercise for number, line in enumerate(old)}
        for number, line in enumerate(new):
            match = next((each for each, exercise in left.items() if exercise == line.exercise), None)
            if match is None:
                self.come.append(number)
            else:
                del left[match]
                self.same.append((match, number))
        self.gone = list(left)

    @property
    def old_lines(self) -> tuple[Line, ...]:
        return self.old.lines if self.old else ()

    @property
    def new_lines(self) -> tuple[Line, ...]:
        return self.new.lines if self.new else ()

    @property
    def title(self) -> str:
        part = self.new or self.old
        return part.title if part else ""


Whole = TypeVar("Whole", Stage, Part)


def compare(old: Sequence[Stage], new: Sequence[Stage]) -> list[Place]:
    """What changed from `old` to `new`, phase by phase in the order of `new`, what is gone at the end."""
    stages = _matched(old, new, _exercises_of_stage)
    pairs: dict[int, list[_Pair]] = {}
    for number, (before, now) in enumerate(stages):
        phase = now.name if now else before.name if before else ""
        parts = _matched(before.parts if before else (), now.parts if now else (), _exercises)
        pairs[number] = [_Pair(phase, *part) for part in parts]
    everything = [pair for row in pairs.values() for pair in row]
    _tell_moves(everything)
    places: list[Place] = []
    for number, (before, now) in enumerate(stages):
        phase = now.name if now else before.name if before else ""
        whole = before is None or now is None
        places.append(Place(phase, "", tuple(_of_stage(before, now))))
        places += [Place(phase, pair.title, tuple(_of_pair(pair, whole=whole))) for pair in pairs[number]]
    return [place for place in places if place.changes]


def same(old: Sequence[Stage], new: Sequence[Stage]) -> bool:
    return not compare(old, new)


# Finding each other


def _matched(
    old: Sequence[Whole], new: Sequence[Whole], exercises: Callable[[Any], Counter[int]]
) -> list[tuple[Whole | None, Whole | None]]:
    """By name where it is the same, else by most exercises in common, or by place where both are empty."""
    left = list(range(len(old)))
    found: dict[int, int] = {}
    for number, now in enumerate(new):
        match = next((each for each in left if old[each].name == now.name), None)
        if match is not None:
            left.remove(match)
            found[number] = match
    for number, now in enumerate(new):
        if number in found or not left:
            continue
        wanted = exercises(now)
        best = max(left, key=lambda each: ((exercises(old[each]) & wanted).total(), each == number))
        both_empty = best == number and not wanted and not exercises(old[best])
        if (exercises(old[best]) & wanted).total() or both_empty:
            left.remove(best)
            found[number] = best
    pairs: list[tuple[Whole | None, Whole | None]] = [
        (old[found[number]] if number in found else None, now) for number, now in enumerate(new)
    ]
    return pairs + [(old[each], None) for each in left]


def _exercises(part: Part) -> Counter[int]:
    return Counter(line.exercise for line in part.lines)


def _exercises_of_stage(stage: Stage) -> Counter[int]:
    return sum((_exercises(part) for part in stage.parts), Counter())


def _tell_moves(pairs: Sequence[_Pair]) -> None:
    """What went in one session and came in another has moved."""
    for pair in pairs:
        for number in list(pair.come):
            line = pair.new_lines[number]
            origin = next((each for each in pairs if _gone(each, line) is not None), None)
            if origin is None:
                continue
            was = _gone(origin, line)
            assert was is not None  # noqa: S101 (found two lines above)
            origin.gone.remove(was)
            pair.come.remove(number)
            from_where = _where(origin, seen_from=pair)
            moved = Change(kind=Kind.MOVED, line=line, was=origin.old_lines[was], before=from_where, after=pair.title)
            pair.told.append(moved)


def _gone(pair: _Pair, line: Line) -> int | None:
    return next((each for each in pair.gone if pair.old_lines[each].exercise == line.exercise), None)


def _where(pair: _Pair, *, seen_from: _Pair) -> str:
    title = pair.old.title if pair.old else ""
    return title if pair.phase == seen_from.phase else f"{pair.phase}, {title}"


# Telling


def _of_stage(old: Stage | None, new: Stage | None) -> list[Change]:
    if old is None or new is None:
        stage = old or new
        names = tuple(part.title for part in stage.parts) if stage else ()
        return [Change(kind=Kind.PHASE_REMOVED if new is None else Kind.PHASE_ADDED, names=names)]
    columns = [
        (Kind.NAME, old.name, new.name),
        (Kind.OFTEN, old.how_often, new.how_often),
        (Kind.WEEKS, _weeks(old.weeks), _weeks(new.weeks)),
        (Kind.STAGE, old.kind, new.kind),
        (Kind.EXIT, old.exit_criterion, new.exit_criterion),
    ]
    return [Change(kind=kind, before=before, after=after) for kind, before, after in columns if before != after]


def _of_pair(pair: _Pair, *, whole: bool) -> list[Change]:
    """The changes of one session; `whole` where its phase came or went, which is said once there."""
    changes = [*_of_part(pair, whole=whole), *pair.told]
    came = [pair.new_lines[number] for number in pair.come]
    gone = [pair.old_lines[number] for number in pair.gone]
    if pair.old is None or pair.new is None:
        return changes
    swaps = _swaps(pair)
    for was, line in swaps:
        changes.append(Change(kind=Kind.SWAPPED, line=line, was=was))
        came.remove(line)
        gone.remove(was)
    changes += [Change(kind=Kind.ADDED, line=line) for line in came]
    changes += [Change(kind=Kind.REMOVED, was=was) for was in gone]
    for before, now in pair.same:
        changes += _of_line(pair, before, now)
    return changes + _order(pair)


def _of_part(pair: _Pair, *, whole: bool) -> list[Change]:
    old, new = pair.old, pair.new
    if new is None:
        names = tuple(pair.old_lines[number].name for number in pair.gone)
        return [] if whole and not names else [Change(kind=Kind.SESSION_REMOVED, names=names)]
    if old is None:
        names = tuple(pair.new_lines[number].name for number in pair.come)
        return [] if whole and not names else [Change(kind=Kind.SESSION_ADDED, names=names)]
    columns = [(Kind.NAME, old.title, new.title), (Kind.OFTEN, old.how_often, new.how_often)]
    return [Change(kind=kind, before=before, after=after) for kind, before, after in columns if before != after]


def _swaps(pair: _Pair) -> list[tuple[Line, Line]]:
    """One went and another came at the same place: after, before, or between the same lines."""
    swaps, came = [], list(pair.come)
    for number in pair.gone:
        place = _place(pair.old_lines, number, [before for before, _ in pair.same])
        match = next(
            (each for each in came if place & _place(pair.new_lines, each, [now for _, now in pair.same])), None
        )
        if match is not None:
            came.remove(match)
            swaps.append((pair.old_lines[number], pair.new_lines[match]))
    return swaps


def _place(lines: Sequence[Line], number: int, stayed: Sequence[int]) -> set[tuple[str, int]]:
    """What can be said of where a line stands; one thing in common is enough."""
    after = lines[number - 1].exercise if number else 0
    before = lines[number + 1].exercise if number + 1 < len(lines) else 0
    return {("after", after), ("before", before), ("between", sum(each < number for each in stayed))}


def _of_line(pair: _Pair, before: int, now: int) -> list[Change]:
    was, line = pair.old_lines[before], pair.new_lines[now]
    changes = [Change(kind=Kind.DOSE, line=line, was=was)] if amount_of(was.dose, line.dose) else []
    if was.note != line.note:
        changes.append(Change(kind=Kind.NOTE, line=line, was=was, before=was.note, after=line.note))
    partners = _partners(pair.new_lines, now)
    if {each.exercise for each in _partners(pair.old_lines, before)} != {each.exercise for each in partners}:
        changes.append(Change(kind=Kind.TURNS, line=line, was=was, names=tuple(each.name for each in partners)))
    if was.heading != line.heading:
        changes.append(Change(kind=Kind.HEADING, line=line, was=was, before=was.heading, after=line.heading))
    if was.is_core != line.is_core:
        changes.append(Change(kind=Kind.CORE, line=line, was=was))
    return changes


def _partners(lines: Sequence[Line], number: int) -> list[Line]:
    """The neighbours a line takes turns with."""
    if lines[number].group is None:
        return []
    for _, run in groupby(enumerate(lines), key=lambda each: each[1].group):
        members = dict(run)
        if number in members:
            return [line for each, line in members.items() if each != number]
    return []


def _order(pair: _Pair) -> list[Change]:
    """The fewest lines that had to be moved to get the new order."""
    stayed = _longest_rising([before for before, _ in pair.same])
    moved = [now for before, now in pair.same if before not in stayed]
    return [
        Change(
            kind=Kind.ORDER,
            line=pair.new_lines[now],
            after=f"after {pair.new_lines[now - 1].name}" if now else "first",
        )
        for now in moved
    ]


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    tails: list[int] = []
    chains: list[list[int]] = []
    for number in numbers:
        place = bisect_left(tails, number)
        chain = [*(chains[place - 1] if place else []), number]
        tails[place : place + 1] = [number]
        chains[place : place + 1] = [chain]
    return set(chains[-1]) if chains else set()


def _weeks(number: int) -> str:
    return f"{number} week{'' if number == 1 else 's'}"
