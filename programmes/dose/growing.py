"""A little more of a dose: one thing grows, the others stay.

Repetitions grow by 2, both ends of a range; with a hold it is still the repetitions that grow, for a hold builds
endurance by being repeated, not by being longer. Timed sets grow by 5 seconds, carries by 5 metres, minutes by a
tenth and at least one. Nothing grows beyond what `limits` calls usual (30 reps, 120 s, 50 m, 240 min), and what is
done once stays once.
"""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from programmes.dose.limits import LIMITS, TASKS
from programmes.dose.shape import Dose, Number, Range

MORE: Final[dict[str, int]] = {"reps": 2, "work_seconds": 5, "distance_m": 5}
MORE_MINUTES: Final = Decimal("0.1")


def more(dose: Dose) -> Dose:
    """The next dose up; the same where it is as far as it goes."""
    for task in TASKS:
        amount: Range | None = getattr(dose, task)
        if amount and not (task == "reps" and amount.is_exactly(1)):
            grown: dict[str, Any] = {task: _grown(task, amount)}
            return replace(dose, **grown)
    return dose


def _grown(task: str, amount: Range) -> Range:
    limit = LIMITS[task]
    room = (limit.soft_hi or limit.hi) - amount.hi
    by = min(MORE.get(task) or _tenth(amount), max(room, 0))
    return Range(amount.lo + by, amount.hi + by)


def _tenth(minutes: Range) -> Number:
    tenth = (Decimal(minutes.hi) * MORE_MINUTES).quantize(Decimal(1), ROUND_HALF_UP)
    return max(int(tenth), 1)
