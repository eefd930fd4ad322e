"""Prints a dose as compactly as a therapist would write it; `parse` reads it back unchanged."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from programmes.dose.amounts import KG_PER_LB, kilograms
from programmes.dose.shape import Dose, Number, Range

MAX_LB_DECIMALS: Final = 3  # 0.001 lb is finer than a gram, so no kilogram is lost
LONG_WORK_SECONDS: Final = 120  # from here on, whole minutes are easier to read
SIDE_MARKS: Final = {"each": "/side", "left": " left", "right": " right"}


def short(dose: Dose) -> str:
    """The canonical text of a valid dose, `parse(short(dose)) == dose`; "" for an empty one."""
    parts = (
        _task(dose) + SIDE_MARKS.get(dose.side, ""),
        f"hold {spread(dose.hold_seconds)}s" if dose.hold_seconds else "",
        dose.intensity,
        f"@{load(dose)}" if dose.load_kg is not None else "",
        f"{dose.band} band" if dose.band else "",
        f"{dose.percent_1rm}% 1RM" if dose.percent_1rm else "",
        f"assist {dose.assist}" if dose.assist else "",
        f"tempo {dose.tempo}" if dose.tempo else "",
        f"rest {spread(dose.rest_seconds)}s" if dose.rest_seconds else "",
        f"effort {spread(dose.effort)}" if dose.effort else "",
        f"RIR {spread(dose.rir)}" if dose.rir else "",
        f"{spread(dose.times_per_day)}/day" if dose.times_per_day else "",
    )
    return " ".join(filter(None, parts))


def _task(dose: Dose) -> str:
    sets = f"{spread(dose.sets)}x" if dose.sets else ""
    if dose.reps:
        return sets + spread(dose.reps) + ("" if sets else " reps")
    if dose.work_seconds:
        return sets + (_time_of_set(dose.work_seconds) if sets else f"{spread(dose.work_seconds)}s")
    if dose.distance_m:
        return f"{sets}{spread(dose.distance_m)}m"
    return f"{spread(dose.minutes)}min" if dose.minutes else ""


def _time_of_set(seconds: Range) -> str:
    """After an x minutes can only be the time of a set; standing alone they are aerobic minutes."""
    whole_minutes = seconds.lo % 60 == 0 and seconds.hi % 60 == 0 and seconds.lo >= LONG_WORK_SECONDS
    return f"{spread(in_minutes(seconds))}min" if whole_minutes else f"{spread(seconds)}s"


def in_minutes(seconds: Range) -> Range:
    return Range(Decimal(seconds.lo) / 60, Decimal(seconds.hi) / 60)


def spread(prescribed: Range | None, to: str = "-") -> str:
    """A range as "8-10", one number as "8", nothing as ""."""
    if prescribed is None:
        return ""
    lo, hi = plain(prescribed.lo), plain(prescribed.hi)
    return lo if lo == hi else f"{lo}{to}{hi}"


def plain(number: Number) -> str:
    """A number without needless zeros: 12.500 is 12.5, 20.0 is 20."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def load(dose: Dose, space: str = "") -> str:
    """ "12kg", or "2x8kg" for one in each hand, in the unit it was written in."""
    count = f"{dose.load_count}x" if dose.load_count == 2 else ""
    return f"{count}{plain(weight(dose))}{space}{dose.load_unit}"


def weight(dose: Dose) -> Decimal:
    """The load in the unit it was written in, with the fewest decimals that come back to the same kilograms."""
    stored = dose.load_kg or Decimal(0)
    if dose.load_unit != "lb":
        return stored
    pounds = [
        (stored / KG_PER_LB).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        for places in range(MAX_LB_DECIMALS + 1)
    ]
    return next((exact for exact in pounds if kilograms(exact, "lb") == stored), pounds[-1])
