"""Put another exercise in the place of one: the row stays, what is done in it changes."""

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
from programmes.services.drafts import reread
from programmes.services.items import sided, usual_dose
from programmes.services.journal import note, open_draft

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


@transaction.atomic
def swap_item(*, item: Item, exercise: Exercise, by: User) -> Item:
    """Do this exercise instead; the note, the core mark, the heading, the group and the place stay.

    Raises ValidationError for an exercise the clinic does not have.
    """
    draft = open_draft(item.session.phase.version_id)
    item = reread(item)
    clinic = draft.programme.clinic
    if clinic is None or not library_for(clinic).filter(pk=exercise.pk).exists():
        raise ValidationError(f"“{exercise}” is not in your library any more. Choose another exercise.")
    before = item.exercise
    if exercise.pk == before.pk:
        return item
    item.set_dose(carried_over(item.dose, before, exercise))
    item.exercise = exercise
    item.revision += 1
    item.save(update_fields=[*COLUMNS, "exercise", "revision"])
    note("item_swapped", draft, by, said=f"{before} swapped for {exercise}")
    return item


def carried_over(dose: Dose, before: Exercise, after: Exercise) -> Dose:
    """The dose as it stands where the new exercise is counted alike, without a load of another kind; else its own."""
    counted = COUNTED_BY.get(DoseMode(after.dose_mode))
    if before.dose_mode != after.dose_mode or (counted and getattr(dose, counted) is None):
        return sided(usual_dose(after), after)
    kept = dose if before.load_type == after.load_type else replace(dose, **NO_LOAD)
    return sided(kept, after) if after.per_side else replace(kept, side="")
