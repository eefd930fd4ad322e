"""Hints about time: what fits into a day, and how fast a week may grow."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from programmes.hints.balance import GOOD_START
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
    return [
        hint
        for stage in stages
        for hint in (
            *(found for outing in stage.training for found in _long(stage, outing, name, has)),
            *(found for outing in stage.outings for found in _many(stage, outing)),
            *_jump(stage, before.get(stage.number)),
        )
    ] + list(_heavier(stages, before))


def _long(stage: Stage, outing: Outing, name: str, has: int | None) -> Iterator[Hint]:
    if outing.minutes <= (has or LONG_MINUTES):
        return
    grown = -(-outing.minutes // STEP) * STEP
    tail = f"{name} has {has}." if has else f"Above {LONG_MINUTES} it is hard to fit into a day."
    yield _of_session(f"long:{_path(stage, outing)}:{grown}", stage, outing, f"about {outing.minutes} minutes. {tail}")


def _many(stage: Stage, outing: Outing) -> Iterator[Hint]:
    number = len(outing.lines)
    if number > MANY_ITEMS:
        says = f"{number} exercises. People manage {GOOD_START} best, and few do more than {MANY_ITEMS}."
        yield _of_session(f"many:{_path(stage, outing)}:{number}", stage, outing, says)


def _jump(stage: Stage, before: Former | None) -> Iterator[Hint]:
    now = stage.minutes()
    if before and before.minutes and now > before.minutes * JUMP and now >= SMALL_WEEK:
        more = round((now / before.minutes - 1) * 100)
        says = f"about {now:.0f} minutes a week, {more} % more than in the version in force ({before.minutes:.0f})."
        key = f"jump:{stage.number}:{-(-more // 10) * 10}"
        yield Hint(key=key, about=stage.label, says=says, place="phase", at=(stage.pk,))


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


def _path(stage: Stage, outing: Outing) -> str:
    return f"{stage.number}.{outing.name[:40]}"


def _of_session(key: str, stage: Stage, outing: Outing, says: str) -> Hint:
    return Hint(key=key, about=f"{stage.label}, {outing.title}", says=says, place="session", at=(outing.pk,))
