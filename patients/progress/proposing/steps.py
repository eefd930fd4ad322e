"""How a dose changes: one variable at a time, in the order of clinical.md 3.3.

More: repetitions (or time, metres, minutes) to the top of the range, then sets, then load, then the next step of the
ladder, which starts with two sets at the low end. Full range and control come before all of them: that is a rule
(hold.made-easier), for no number says it. Less: a share of the last dose, or the step before. A fixed exercise never
changes. What would not be a valid dose is no step at all.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from patients.progress.proposing.completion import task_of
from patients.progress.proposing.facts import Exercise, Mode, Rung
from patients.progress.proposing.proposal import Change
from patients.progress.proposing.thresholds import Thresholds
from programmes import duration
from programmes.amount import LESS, MORE, amount_of
from programmes.dose import Dose, DoseError, Range, check, less, more
from programmes.dose.amounts import kilograms
from programmes.dose.shape import BANDS
from programmes.dose.writing import weight

VARIABLES: Final = {"reps": "reps", "work_seconds": "seconds", "distance_m": "metres", "minutes": "minutes"}
GRAMS_A_KILOGRAM: Final = 1000


# More


def next_step(exercise: Exercise, limits: Thresholds) -> Change | None:
    """The first step there is, by what the exercise is judged by."""
    return next(_steps_up(exercise, limits), None)


def _steps_up(exercise: Exercise, limits: Thresholds) -> Iterator[Change]:
    dose = exercise.dose
    if exercise.mode not in (Mode.FIXED, Mode.EXPOSURE):
        yield from _valid(VARIABLES[task_of(dose)[0]], dose, _longer(exercise, limits))
        if exercise.mode is not Mode.QUOTA:  # a quota is an amount; what it weighs is the therapist's
            yield from _valid("sets", dose, _another_set(dose, limits))
            yield from _valid("load", dose, _heavier(dose, limits))
    if exercise.harder and exercise.mode is not Mode.FIXED:
        yield from _climbed(exercise, exercise.harder, limits)


def _longer(exercise: Exercise, limits: Thresholds) -> Dose:
    """A single number grows, and so do minutes and quotas; a range of the others is climbed by the patient."""
    dose = exercise.dose
    task, amount = task_of(dose)
    top = getattr(limits, f"top_{VARIABLES[task]}")
    climbed_by_patient = not amount.is_single and task != "minutes" and exercise.mode is not Mode.QUOTA
    if climbed_by_patient or amount.hi >= top:
        return dose
    return _capped(more(dose), task, top)


def _capped(dose: Dose, task: str, top: int) -> Dose:
    amount = task_of(dose)[1]
    capped: dict[str, Any] = {task: Range(min(amount.lo, top), min(amount.hi, top))}
    return replace(dose, **capped)


def _another_set(dose: Dose, limits: Thresholds) -> Dose:
    """One more; of "2-3 sets" the 3."""
    if dose.minutes or dose.sets is None or dose.sets.hi > limits.top_sets:
        return dose
    sets = dose.sets.hi if not dose.sets.is_single else min(dose.sets.hi + 1, limits.top_sets)
    return replace(dose, sets=Range.of(sets))


def _heavier(dose: Dose, limits: Thresholds) -> Dose:
    """A little more weight, or the next band. After a big step the repetitions start from two thirds again."""
    if dose.band:
        place = BANDS.index(dose.band) + 1
        return replace(dose, band=BANDS[place]) if place < len(BANDS) else dose
    if not dose.load_kg:
        return dose
    heavier = replace(dose, load_kg=_more_weight(dose, limits))
    rise = heavier.load_kg / dose.load_kg - 1 if heavier.load_kg else Decimal(0)
    if rise * 100 > limits.load_most_percent:
        return dose
    return _fewer_reps(heavier) if rise * 100 > limits.load_big_percent else heavier


def _more_weight(dose: Dose, limits: Thresholds) -> Decimal:
    """In whole steps of the unit it is written in: the weights people own."""
    now = weight(dose)
    step = Decimal(limits.load_step_lb)
    if dose.load_unit != "lb":
        step = Decimal(limits.load_step_g) / GRAMS_A_KILOGRAM
    steps = now * limits.load_rise_percent / 100 // step
    return kilograms(now + max(steps, Decimal(1)) * step, dose.load_unit)


def _fewer_reps(dose: Dose) -> Dose:
    """A single number becomes the range from two thirds of it; in a range the patient starts at the low end."""
    if dose.reps is None or not dose.reps.is_single:
        return dose
    return replace(dose, reps=Range(max(int(dose.reps.lo) * 2 // 3, 1), dose.reps.hi))


def _climbed(exercise: Exercise, rung: Rung, limits: Thresholds) -> Iterator[Change]:
    start = _start(rung.dose or _without_load(exercise.dose), limits)
    for change in _valid("ladder", None, start):
        yield replace(change, exercise=rung.exercise, name=rung.name)


def _start(dose: Dose, limits: Thresholds) -> Dose:
    """Few sets, at the low end; single minutes as they are."""
    task, amount = task_of(dose)
    low: dict[str, Any] = {task: Range.of(amount.lo)} if task == "minutes" else {}
    if dose.sets:
        low["sets"] = Range.of(min(limits.new_step_sets, dose.sets.lo))
    return replace(dose, **low)


def _without_load(dose: Dose) -> Dose:
    """What an exercise weighs says nothing about the next one."""
    return replace(dose, load_kg=None, load_count=None, load_unit="", band="", percent_1rm=None)


# Less


def share_of(last: Dose, exercise: Exercise, percent: int) -> Change | None:
    """So much of the last dose; None where the dose in force asks for no more than that already."""
    if exercise.mode is Mode.FIXED:
        return None
    target = less(last, percent)
    if not _asks_less(exercise.dose, target):
        return None
    return next(_valid("volume", exercise.dose, target), None)


def step_down(last: Dose, exercise: Exercise, limits: Thresholds) -> Change | None:
    """The easier step of the ladder; a share where there is none; None where the dose was lowered since."""
    if exercise.mode is Mode.FIXED or _asks_less(last, exercise.dose):
        return None
    easier = next(_climbed(exercise, exercise.easier, limits), None) if exercise.easier else None
    return easier or share_of(last, exercise, limits.ease_percent)


def _asks_less(old: Dose, new: Dose) -> bool:
    """Less of something and more of nothing, or less time for it: 2x10 after 3x9. Never with more weight."""
    amount = amount_of(old, new)
    is_harder = any(step.direction == MORE and step.part not in ("sets", *VARIABLES) for step in amount.steps)
    return amount.direction == LESS or (not is_harder and duration.seconds(new) < duration.seconds(old))


def _valid(variable: str, old: Dose | None, new: Dose) -> Iterator[Change]:
    """The change, if it is one and can be meant."""
    if new == old:
        return
    try:
        check(new)
    except DoseError:
        return
    yield Change(variable=variable, dose=new)
