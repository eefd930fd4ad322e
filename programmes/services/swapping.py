"""Put another exercise in the place of one: the row stays, what is done in it changes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.models import User
from exercises.models import Exercise
from exercises.services import library_for
from exercises.vocabulary import DoseMode
from programmes.dose import COLUMNS, Dose
from programmes.models import Item
from programmes.services.items import sided, usual_dose
from programmes.services.journal import fresh, note, open_draft

COUNTED_BY: Final = {
    DoseMode.REPS: "reps",
    DoseMode.HOLD: "hold_seconds",
    DoseMode.WORK_TIME: "work_seconds",
    DoseMode.DISTANCE: "distance_m",
    DoseMode.MINUTES: "minutes",
}
NO_LOAD: Final[dict[str, Any]] = {
    "load_kg": None, "load_count": None, "load_unit": "", "band": "", "percent_1rm": None, "assist": "",
}  # fmt: skip


def swap_item(*, item: Item, exercise: Exercise, by: User) -> Item:
    """Do this exercise instead; the note, the core mark, the heading, the group and the place stay.

    Raises ValidationError for an exercise the clinic does not have.
    """
    return swap_items(items=[item], exercise=exercise, by=by)[0]


@transaction.atomic
def swap_items(*, items: Sequence[Item], exercise: Exercise, by: User) -> list[Item]:
    """The same in several rows of a draft, as one edit."""
    draft = open_draft(items[0].session.phase.version_id)
    clinic = draft.programme.clinic
    if clinic is None or not library_for(clinic).filter(pk=exercise.pk).exists():
        raise ValidationError(f"“{exercise}” is not in your library any more. Choose another exercise.")
    rows = [fresh(draft, item) for item in items]
    before = list(dict.fromkeys(str(row.exercise) for row in rows if row.exercise_id != exercise.pk))
    for row in rows:
        if row.exercise_id != exercise.pk:
            row.set_dose(carried_over(row.dose, row.exercise, exercise))
            row.exercise = exercise
            row.revision += 1
            row.save(update_fields=[*COLUMNS, "exercise", "revision"])
    note("item_swapped", draft, by, said=f"{' and '.join(before)} swapped for {exercise}")
    return rows


def carried_over(dose: Dose, before: Exercise, after: Exercise) -> Dose:
    """The dose as it stands where the new exercise is counted alike, without a load of another kind; else its own."""
    counted = COUNTED_BY.get(DoseMode(after.dose_mode))
    if before.dose_mode != after.dose_mode or (counted and getattr(dose, counted) is None):
        return sided(usual_dose(after), after)
    kept = dose if before.load_type == after.load_type else replace(dose, **NO_LOAD)
    return sided(kept, after) if after.per_side else replace(kept, side="")
