"""How long a dose takes: an estimate to plan a session by, not a clock.

sets x (reps x tempo, or the time of the set) + rests, the middle of each range, a second side doubling
the work (clinical.md 2.1). The constants are ours; with them the four items of the home strength
starter come to the 20 minutes its author gives.
"""

import math
from collections.abc import Iterable
from typing import Final

from programmes.dose.limits import tempo_seconds
from programmes.dose.shape import Dose, Range

DEFAULT_SECONDS_PER_REP: Final = 4  # about 2 down, 1 up and a breath, where no tempo is given
DEFAULT_REST_SECONDS: Final = 45  # the commonest rests in the library are 45 and 60
CARRY_METRES_PER_SECOND: Final = 0.8  # an unhurried walk with a load, turns included
CHANGE_OVER_SECONDS: Final = 45  # to read the next exercise and get into position

TimedItem = Dose | tuple[Dose, bool]


def seconds(dose: Dose, per_side: bool = False) -> int:
    """Seconds for one session; `per_side` is the exercise's own habit of doing one side, then the other."""
    if dose.minutes:
        return round(middle(dose.minutes) * 60 * _sides(dose, per_side))
    sets = middle(dose.sets) or 1
    work = sets * _set_seconds(dose) * _sides(dose, per_side)
    return round(work + (sets - 1) * _rest_seconds(dose))


def minutes_of(items: Iterable[TimedItem]) -> int:
    """Whole minutes, rounded up, for doses done one after the other with a change-over between them.

    An item is a dose, or a dose with its exercise's `per_side`.
    """
    each = [seconds(*item) if isinstance(item, tuple) else seconds(item) for item in items]
    changes = max(len(each) - 1, 0) * CHANGE_OVER_SECONDS
    return math.ceil((sum(each) + changes) / 60)


def middle(prescribed: Range | None) -> float:
    """The middle of a range, 0 where nothing is prescribed."""
    return float(prescribed.lo + prescribed.hi) / 2 if prescribed else 0.0


def _sides(dose: Dose, per_side: bool) -> int:
    """One named side is done once, whatever the exercise usually asks for."""
    return 2 if dose.side == "each" or (per_side and not dose.side) else 1


def _set_seconds(dose: Dose) -> float:
    if dose.work_seconds:
        return middle(dose.work_seconds)
    if dose.distance_m:
        return middle(dose.distance_m) / CARRY_METRES_PER_SECOND
    per_rep = sum(tempo_seconds(dose)) or DEFAULT_SECONDS_PER_REP
    return middle(dose.reps) * (per_rep + middle(dose.hold_seconds))


def _rest_seconds(dose: Dose) -> float:
    return DEFAULT_REST_SECONDS if dose.rest_seconds is None else middle(dose.rest_seconds)
