"""A share of a dose: for a flare-up, and for the weeks of coming back after one.

Fewer sets first, since a set left out is easiest to understand and to tick; where there is one set, or rounding
leaves as many as before, the amount shrinks instead. Load, rest, hold and tempo stay: what is done is the same,
only less of it. Nothing falls below 1 or below its hard limit, and no share is ever more than the dose.
"""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from programmes.dose.limits import LIMITS, TASKS
from programmes.dose.shape import Dose, Number, Range

WHOLE: Final = 100


def less(dose: Dose, share: int) -> Dose:
    """This many per cent of the dose, from 1 to 100."""
    if not 0 < share <= WHOLE:
        raise ValueError("a share goes from 1 to 100 per cent")
    if share == WHOLE:
        return dose
    if dose.sets and (sets := _part("sets", dose.sets, share)).hi < dose.sets.hi:
        return replace(dose, sets=sets)
    return _fewer(dose, share)


def _fewer(dose: Dose, share: int) -> Dose:
    for task in TASKS:
        amount: Range | None = getattr(dose, task)
        if amount:
            changed: dict[str, Any] = {task: _part(task, amount, share)}
            return replace(dose, **changed)
    return dose


def _part(name: str, prescribed: Range, share: int) -> Range:
    return Range(_number(name, prescribed.lo, share), _number(name, prescribed.hi, share))


def _number(name: str, number: Number, share: int) -> Number:
    """A whole number where there is room for one, never more than there was."""
    rounded = (Decimal(number) * share / WHOLE).quantize(Decimal(1), ROUND_HALF_UP)
    return min(max(int(rounded), int(LIMITS[name].lo)), number)
