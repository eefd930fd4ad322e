"""How long a dose takes: an estimate to plan a session by, not a clock.

sets x (reps x tempo, or the time of the set) + rests, the middle of each range, a second side doubling
the work (clinical.md 2.1). The constants are ours; with them the four items of the home strength
starter come to the 20 minutes its author gives. Exercises that take turns rest once a round, after the last
of them, for as long as the one that asks for most.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from programmes.dose.limits import tempo_seconds
from programmes.dose.shape import Dose, Range

DEFAULT_SECONDS_PER_REP: Final = 4  # about 2 down, 1 up and a breath, where no tempo is given
DEFAULT_REST_SECONDS: Final = 45  # the commonest rests in the library are 45 and 60
CARRY_METRES_PER_SECOND: Final = 0.8  # an unhurried walk with a load, turns included
CHANGE_OVER_SECONDS: Final = 45  # to read the next exercise and get into position
SWITCH_SECONDS: Final = 10  # from one to the next of a superset, from its second round on

Timed = tuple[Dose, bool, int | None]
TimedItem = Dose | tuple[Dose, bool] | Timed


def seconds(dose: Dose, per_side: bool = False) -> int:
    """Seconds for one session; `per_side` is the exercise's own habit of doing one side, then the other."""
    rests = 0 if dose.minutes else (_rounds(dose) - 1) * _rest_seconds(dose)
    return round(_work_seconds(dose, per_side) + rests)


def minutes_of(items: Iterable[TimedItem]) -> int:
    """Whole minutes, rounded up, for doses done one after the other with a change-over between them.

    An item is a dose, or a dose with its exercise's `per_side`, and with its group where it may take turns.
    """
    timed = [_timed(item) for item in items]
    runs = ((group, list(run)) for group, run in groupby(timed, lambda one: one[2]))
    work = sum(_together(run) if group is not None else _one_by_one(run) for group, run in runs)
    changes = max(len(timed) - 1, 0) * CHANGE_OVER_SECONDS
    return math.ceil((work + changes) / 60)


def _timed(item: TimedItem) -> Timed:
    if isinstance(item, Dose):
        return item, False, None
    dose, per_side, *group = item
    return dose, per_side, next(iter(group), None)


def _one_by_one(items: Sequence[Timed]) -> float:
    return sum(seconds(dose, per_side) for dose, per_side, _ in items)


def _together(items: Sequence[Timed]) -> float:
    """Seconds for a group: all the work, a rest after each round but the last, and the ways between."""
    rounds = max(_rounds(dose) for dose, *_ in items)
    rest = max(_rest_seconds(dose) for dose, *_ in items)
    work = sum(_work_seconds(dose, per_side) for dose, per_side, _ in items)
    return work + (rounds - 1) * (rest + (len(items) - 1) * SWITCH_SECONDS)


def middle(prescribed: Range | None) -> float:
    """The middle of a range, 0 where nothing is prescribed."""
    return float(prescribed.lo + prescribed.hi) / 2 if prescribed else 0.0


def _sides(dose: Dose, per_side: bool) -> int:
    """One named side is done once, whatever the exercise usually asks for."""
    return 2 if dose.side == "each" or (per_side and not dose.side) else 1


def _rounds(dose: Dose) -> float:
    return middle(dose.sets) or 1


def _work_seconds(dose: Dose, per_side: bool) -> float:
    """All sets on all sides, without the rests."""
    once = middle(dose.minutes) * 60 if dose.minutes else _rounds(dose) * _set_seconds(dose)
    return once * _sides(dose, per_side)


def _set_seconds(dose: Dose) -> float:
    if dose.work_seconds:
        return middle(dose.work_seconds)
    if dose.distance_m:
        return middle(dose.distance_m) / CARRY_METRES_PER_SECOND
    per_rep = sum(tempo_seconds(dose)) or DEFAULT_SECONDS_PER_REP
    return middle(dose.reps) * (per_rep + middle(dose.hold_seconds))


def _rest_seconds(dose: Dose) -> float:
    return DEFAULT_REST_SECONDS if dose.rest_seconds is None else middle(dose.rest_seconds)
