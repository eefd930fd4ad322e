"""What was done in a set, said with its units and its side."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from programmes.dose.amounts import KG_PER_LB


class Done(NamedTuple):
    """One set as it was logged; amounts left out mean: as prescribed."""

    side: str = ""
    reps: int | None = None
    seconds: int | None = None
    distance_m: Decimal | None = None
    load_kg: Decimal | None = None


def words(sets: Sequence[Done], *, unit: str = "kg") -> str:
    """All sets of one exercise in one line, side by side where sides matter.

    >>> words([Done(reps=10), Done(reps=10), Done(reps=8)])
    '10, 10, 8 reps'
    >>> words([Done("left", seconds=20, load_kg=Decimal("8.000")), Done("right", seconds=15, load_kg=Decimal("8.000"))])
    'left 20 s with 8 kg; right 15 s with 8 kg'
    >>> words([Done(), Done()]), words([Done(load_kg=Decimal("4.536"))], unit="lb"), words([])
    ('2 sets as prescribed', '1 set as prescribed with 10 lb', '')
    """
    in_order = sorted(sets, key=lambda one: one.side)
    sides = [(side, list(those)) for side, those in groupby(in_order, key=lambda one: one.side)]
    return "; ".join(f"{side} {_side(those, unit)}".strip() for side, those in sides)


def _side(sets: Sequence[Done], unit: str) -> str:
    """The same load once at the end; different ones each behind its set."""
    loads = {one.load_kg for one in sets}
    if len(loads) > 1:
        return ", ".join(f"{_amounts([one])} with {load_words(one.load_kg, unit)}" for one in sets)
    load = loads.pop()
    return _amounts(sets) + (f" with {load_words(load, unit)}" if load is not None else "")


def _amounts(sets: Sequence[Done]) -> str:
    for name, unit in (("reps", "reps"), ("seconds", "s"), ("distance_m", "m")):
        amounts = [getattr(one, name) for one in sets]
        if any(amount is not None for amount in amounts):
            said = ", ".join("as prescribed" if amount is None else f"{float(amount):g}" for amount in amounts)
            return f"{said} {'rep' if unit == 'reps' and amounts == [1] else unit}"
    return f"{len(sets)} {'set' if len(sets) == 1 else 'sets'} as prescribed"


def load_words(load_kg: Decimal | None, unit: str) -> str:
    """A load in the clinic's unit."""
    if load_kg is None:
        return "the load prescribed"
    if not load_kg:
        return "no added weight"
    return f"{float(load_kg / KG_PER_LB):.1f} lb".replace(".0 ", " ") if unit == "lb" else f"{float(load_kg):g} kg"
