"""Hints about time: what fits into a day, and how fast a week may grow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from programmes.hints.balance import GOOD_START, named
from programmes.hints.hint import Hint
from programmes.scheme import Line, Outing, Stage

MANY_ITEMS: Final = 6  # a session above this is not done; 2-4 are (clinical.md 2.1)
LONG_MINUTES: Final = 45
JUMP: Final = 1.2  # times as much as before, and no more (clinical.md 3.3)
SMALL_WEEK: Final = 20  # minutes below which a fifth more is a matter of rounding
STEP: Final = 5  # minutes: a session that grew by less is still the one that was set aside


@dataclass(frozen=True)
class Former:
    """A phase of the version in force: minutes a week, and kilograms by exercise."""

    minutes: float
    loads: Mapping[int, Decimal]


def former(stages: Sequence[Stage]) -> dict[int, Former]:
    """What to compare a draft with, by the number of the phase."""
    return {stage.number: Former(stage.minutes(), _loads(stage.lines)) for stage in stages}


def time_hints(stages: Sequence[Stage], *, name: str, has: int | None, before: Mapping[int, Former]) -> list[Hint]:
    """`has` are the minutes this person has for a session, if they said; `before` is the version in force."""
    return [*_long(stages, name, has), *_many(stages), *_jump(stages, before), *_heavier(stages, before)]


def _long(stages: Sequence[Stage], name: str, has: int | None) -> Iterator[Hint]:
    most = has or LONG_MINUTES
    found = [(stage, outing) for stage in stages for outing in stage.training if outing.minutes > most]
    if found:
        longest = max(outing.minutes for _, outing in found)
        tail = f"{name} has {has}." if has else f"Above {LONG_MINUTES} it is hard to fit into a day."
        says = f"{'about' if len(found) == 1 else 'up to about'} {longest} minutes. {tail}"
        yield _of_sessions(f"long::{-(-longest // STEP) * STEP}", found, says)


def _many(stages: Sequence[Stage]) -> Iterator[Hint]:
    found = [(stage, outing) for stage in stages for outing in stage.outings if len(outing.lines) > MANY_ITEMS]
    if found:
        most = max(len(outing.lines) for _, outing in found)
        up_to = "" if len(found) == 1 else "up to "
        says = f"{up_to}{most} exercises. People manage {GOOD_START} best, and few do more than {MANY_ITEMS}."
        yield _of_sessions(f"many::{most}", found, says)


def _jump(stages: Sequence[Stage], before: Mapping[int, Former]) -> Iterator[Hint]:
    found = []
    for stage in stages:
        now, was = stage.minutes(), before[stage.number].minutes if stage.number in before else 0
        if was and now > was * JUMP and now >= SMALL_WEEK:
            found.append((stage, now, was))
    if found:
        stage, now, was = max(found, key=lambda each: each[1] / each[2])
        more = round((now / was - 1) * 100)
        says = f"about {now:.0f} minutes a week, {more} % more than in the version in force ({was:.0f})."
        about = stage.label if len(found) == 1 else f"{named([each[0] for each in found])}, most in {stage.label}"
        at = tuple(each[0].pk for each in found)
        yield Hint(key=f"jump::{-(-more // 10) * 10}", about=about, says=says, place="phase", at=at)


def _heavier(stages: Sequence[Stage], before: Mapping[int, Former]) -> Iterator[Hint]:
    """One hint for an exercise, at the first phase in which it jumps."""
    told = set()
    for stage in stages:
        loads = before[stage.number].loads if stage.number in before else {}
        for line in stage.lines:
            now, was = line.dose.load_kg, loads.get(line.exercise)
            if line.exercise in told or not (now and was) or now <= was * Decimal(str(JUMP)):
                continue
            told.add(line.exercise)
            more = round((now / was - 1) * 100)
            says = f"{now:f} kg is {more} % more than in the version in force ({was:f} kg)."
            key = f"load:{line.exercise}:{more}"
            yield Hint(key=key, about=line.name, says=says, place="item", at=(line.pk,))


def _loads(lines: Iterator[Line]) -> dict[int, Decimal]:
    """The heaviest of each."""
    found: dict[int, Decimal] = {}
    for line in lines:
        if line.dose.load_kg:
            found[line.exercise] = max(line.dose.load_kg, found.get(line.exercise, line.dose.load_kg))
    return found


def _of_sessions(key: str, found: Sequence[tuple[Stage, Outing]], says: str) -> Hint:
    """One hint however many sessions it is about: they stand with their minutes below."""
    [(stage, outing), *others] = found
    about = f"{len(found)} sessions" if others else f"{stage.label}, {outing.title}"
    return Hint(key=key, about=about, says=says, place="session", at=tuple(outing.pk for _, outing in found))
