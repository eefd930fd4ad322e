"""How much can be meant: hard limits, what contradicts what, and gentle warnings.

Every number is from the table of prescription fields in clinical.md 2.1: a sanity limit for typing,
not a treatment recommendation.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from programmes.dose.shape import (
    ASSISTS,
    BANDS,
    INTENSITIES,
    LOAD_UNITS,
    SIDES,
    Dose,
    DoseError,
    Number,
    Range,
)


@dataclass(frozen=True)
class Limit:
    """`lo` to `hi` in whole `step`s; above `soft_hi` a warning, never a refusal."""

    lo: Number
    hi: Number
    soft_hi: Number | None
    unit: str
    step: Decimal = Decimal(1)


TENTH: Final = Decimal("0.1")

LIMITS: Final[dict[str, Limit]] = {
    "sets": Limit(1, 10, 5, "sets"),
    "reps": Limit(1, 100, 30, "reps"),
    "hold_seconds": Limit(1, 300, 60, "seconds"),
    "work_seconds": Limit(5, 3600, 120, "seconds"),
    "distance_m": Limit(1, 1000, 50, "metres", TENTH),
    "minutes": Limit(1, 240, None, "minutes", TENTH),
    "rest_seconds": Limit(0, 600, 240, "seconds"),
    "effort": Limit(0, 10, 8, "", Decimal("0.5")),
    "rir": Limit(0, 10, 5, "reps"),
    "times_per_day": Limit(1, 10, 3, "times"),
    "load_kg": Limit(0, 400, 20, "kg", Decimal("0.001")),
    "load_count": Limit(1, 2, None, "weights"),
    "percent_1rm": Limit(10, 100, 85, "%"),
}
TEMPO_PATTERN: Final = r"^(1[0-5]|[0-9]|X)(-(1[0-5]|[0-9]|X)){3}$"
NO_TEMPO: Final = "0-0-0-0"
TASKS: Final = ("reps", "work_seconds", "distance_m", "minutes")  # a dose is one of these
CHOICES: Final = {"load_unit": LOAD_UNITS, "band": BANDS, "assist": ASSISTS, "side": SIDES, "intensity": INTENSITIES}

SLOW_REP_SECONDS: Final = 10  # the sum of a tempo's four parts
EASY_RIR: Final = 1  # below this there is nothing left in reserve

LABELS: Final[dict[str, str]] = {
    "sets": "Sets",
    "reps": "Reps",
    "hold_seconds": "Hold",
    "work_seconds": "Time per set",
    "distance_m": "Distance per set",
    "minutes": "Minutes",
    "side": "Side",
    "load_kg": "Load",
    "load_count": "Weights",
    "load_unit": "Unit of load",
    "band": "Band",
    "percent_1rm": "% of 1RM",
    "assist": "Help",
    "tempo": "Tempo",
    "rest_seconds": "Rest",
    "effort": "Effort",
    "rir": "Reps in reserve",
    "intensity": "Intensity",
    "times_per_day": "Times a day",
}


def check(dose: Dose, written: Mapping[str, str] | None = None) -> None:
    """Refuse a dose that cannot be meant; `written` maps a field to the text it was read from.

    Raises DoseError.
    """
    parts = LABELS | dict(written or {})
    for field in LIMITS:
        _check_limit(field, getattr(dose, field), parts[field])
    for field, choices in CHOICES.items():
        if getattr(dose, field) not in ("", *choices):
            raise DoseError(f"{LABELS[field]} is one of: {', '.join(choices)}.", parts[field])
    _check_task(dose, parts)
    _check_tempo(dose, parts)
    _check_load(dose, parts)


def _check_limit(field: str, prescribed: Range | Number | None, part: str) -> None:
    limit = LIMITS[field]
    for number in _ends(prescribed):
        if not limit.lo <= number <= limit.hi:
            allowed = f"{limit.lo} to {limit.hi} {limit.unit}".rstrip()
            raise DoseError(f"{LABELS[field]}: write {allowed}, not '{part}'.", part)
        if Decimal(number) % limit.step:
            steps = "a whole number" if limit.step == 1 else f"it in steps of {limit.step}"
            raise DoseError(f"{LABELS[field]}: write {steps}, not '{part}'.", part)


def _ends(prescribed: Range | Number | None) -> tuple[Number, ...]:
    if isinstance(prescribed, Range):
        return prescribed.lo, prescribed.hi
    return () if prescribed is None else (prescribed,)


def _check_task(dose: Dose, parts: Mapping[str, str]) -> None:
    tasks = [task for task in TASKS if getattr(dose, task)]
    if dose.hold_seconds and not dose.reps:
        raise DoseError("A hold needs reps: 2x10 hold 5s. One long hold is a timed set: 3x30s.", parts["hold_seconds"])
    if not tasks:
        choice = "reps (3x10), a time (3x30s), a distance (3x20m) or minutes (20min)"
        raise DoseError(f"Say what to do: {choice}.", parts.get("dose", ""))
    if len(tasks) > 1:
        first, second = tasks[:2]
        raise DoseError(f"Choose one: {LABELS[first].lower()} or {LABELS[second].lower()}.", parts[second])
    if dose.sets and dose.minutes:
        raise DoseError("Minutes have no sets; for rounds of minutes write 3x5min.", parts["sets"])


def _check_tempo(dose: Dose, parts: Mapping[str, str]) -> None:
    if not dose.tempo:
        return
    if not re.fullmatch(TEMPO_PATTERN, dose.tempo) or dose.tempo == NO_TEMPO:
        raise DoseError(
            "Write a tempo as lowering-pause-lifting-pause, each 0 to 15 seconds or X for fast: 3-1-1-0.",
            parts["tempo"],
        )
    if not (dose.reps or dose.work_seconds):
        raise DoseError("A tempo needs reps or a timed set, for example 3x10 tempo 3-1-1.", parts["tempo"])


def _check_load(dose: Dose, parts: Mapping[str, str]) -> None:
    if dose.load_kg is None and (dose.load_count is not None or dose.load_unit):
        raise DoseError("Give the weight, for example @2x8kg for 8 kg in each hand.", parts["load_count"])


def warnings(dose: Dose) -> list[str]:
    """What is unusual in a dose, as sentences; hints for the therapist, never a refusal."""
    return [*_soft_warnings(dose), *_other_warnings(dose)]


def _soft_warnings(dose: Dose) -> Iterator[str]:
    for field, limit in LIMITS.items():
        ends = _ends(getattr(dose, field))
        if limit.soft_hi is not None and ends and ends[-1] > limit.soft_hi:
            amount = f"{limit.soft_hi} {limit.unit}".rstrip()
            yield f"{LABELS[field]}: more than {amount} is unusual. Is it meant?"


def _other_warnings(dose: Dose) -> Iterator[str]:
    if dose.rir and dose.rir.lo < EASY_RIR:
        yield "Reps in reserve: with none left, form and recovery suffer. Is it meant?"
    if sum(tempo_seconds(dose)) > SLOW_REP_SECONDS:
        yield f"Tempo: more than {SLOW_REP_SECONDS} seconds a rep is unusual. Is it meant?"
    if dose.distance_m and not dose.sets:  # "20m easy" may have been meant as minutes
        yield "Distance: m is metres. For minutes write min."


def tempo_seconds(dose: Dose) -> tuple[int, ...]:
    """The four parts of the tempo in seconds, X counted as one; empty where there is no tempo."""
    return tuple(1 if part == "X" else int(part) for part in dose.tempo.split("-")) if dose.tempo else ()
