"""How much of what was asked was done: the weaker side counts, and what nobody counted is the least that was asked."""

from collections.abc import Iterator, Sequence
from typing import Final

from patients.progress.done import Done
from patients.progress.proposing.facts import Session
from programmes.dose import Dose, Range
from programmes.dose.limits import TASKS

# The column of a set that answers to each task of a dose, and how much of it one of ours is.
COUNTED: Final = {
    "reps": ("reps", 1),
    "work_seconds": ("seconds", 1),
    "distance_m": ("distance_m", 1),
    "minutes": ("seconds", 60),
}
WHOLE: Final = 100
TYPING_ERROR: Final = 3  # so many times the most that was asked was not meant


def percent_done(session: Session, *, per_side: bool) -> int:
    """Whole per cent of the sets and amounts asked, rounded down; nothing beyond what was asked makes up for less."""
    if session.skipped:
        return 0
    task, asked = task_of(session.asked)
    sides = (_share(side, session.asked, task, float(asked.lo)) for side in _by_side(session, per_side))
    return int(min(sides) * WHOLE)


def all_at_top(session: Session, *, per_side: bool) -> bool:
    """Whether every set asked, on each side, reached the top of the range."""
    if session.skipped:
        return False
    task, asked = task_of(session.asked)
    return all(_share(side, session.asked, task, float(asked.hi)) >= 1 for side in _by_side(session, per_side))


def beyond_top(session: Session) -> float:
    """How far the last set went beyond the top of the range: the last one written down, the weaker side of it."""
    if not session.sets or session.skipped:
        return 0
    task, asked = task_of(session.asked)
    last = {one.side: one for one in session.sets}  # the later one of a side replaces the one before
    return min(_amount(one, task, float(asked.lo)) for one in last.values()) - float(asked.hi)


def was_lighter(session: Session) -> bool:
    """Whether a set was done with less weight than asked."""
    asked = session.asked.load_kg
    return bool(asked) and any(one.load_kg is not None and one.load_kg < asked for one in session.sets if asked)


def makes_sense(session: Session) -> bool:
    """Whether the numbers can be meant."""
    task, asked = task_of(session.asked)
    most = float(asked.hi) * TYPING_ERROR
    return all(_amount(one, task, float(asked.lo)) <= most for one in session.sets)


def task_of(dose: Dose) -> tuple[str, Range]:
    """What is counted, and how many."""
    for task in TASKS:
        amount: Range | None = getattr(dose, task)
        if amount:
            return task, amount
    return "reps", Range.of(1)


def _by_side(session: Session, per_side: bool) -> Iterator[list[Done]]:
    """The sets of each side asked; one written without a side was done as prescribed, so on both."""
    for side in _sides(session.asked, per_side):
        yield [one for one in session.sets if not side or one.side in ("", side)]


def _sides(dose: Dose, per_side: bool) -> Sequence[str]:
    if dose.side in ("left", "right"):
        return (dose.side,)
    return ("left", "right") if dose.side == "each" or per_side else ("",)


def _share(sets: Sequence[Done], dose: Dose, task: str, each: float) -> float:
    """Of the least number of sets asked, the share done, against so much in each."""
    asked = int(dose.sets.lo) if dose.sets else 1
    least = float(task_of(dose)[1].lo)
    best = sorted((_amount(one, task, least) for one in sets), reverse=True)[:asked]
    return sum(min(amount / each, 1.0) for amount in best) / asked


def _amount(done: Done, task: str, least: float) -> float:
    column, of_ours = COUNTED[task]
    amount = getattr(done, column)
    return least if amount is None else float(amount) / of_ours
