"""An item: one exercise in a session, with its dose and the therapist's words to this patient."""

from dataclasses import replace

from django.db import models

from exercises.models import Exercise
from programmes import dose
from programmes.dose import Dose
from programmes.models.dose_columns import DoseColumns, dose_constraints
from programmes.models.version import Session


class Item(DoseColumns):
    """One line of a session. `is_core` marks the few to do when time is short; `revision` counts edits.

    Neighbours with the same `group` take turns: two are a superset, more a circuit. A number that stands alone
    means nothing, so moving a row away needs no further care. `heading` is a line of text above the row.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    exercise = models.ForeignKey(Exercise, on_delete=models.PROTECT, related_name="items")
    note = models.CharField(max_length=500, blank=True)
    is_core = models.BooleanField(default=True)
    group = models.PositiveSmallIntegerField(null=True, blank=True)
    heading = models.CharField(max_length=80, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        constraints = dose_constraints("item")

    def __str__(self) -> str:
        return str(self.exercise)

    @property
    def both_sides(self) -> bool:
        """Whether every set is done on each side: said in the dose, or in the exercise's nature."""
        return self.side == "each" or (self.side == "" and self.exercise.per_side)

    @property
    def one_side(self) -> str:
        """Left or right where only that side trains, else nothing."""
        return "" if self.side == "each" else self.side

    @property
    def prescribed(self) -> Dose:
        """The dose with its sides said, so that nobody has to guess: screen, portal and paper use this one."""
        return replace(self.dose, side="each") if self.both_sides else self.dose

    @property
    def dose_words(self) -> str:
        """The dose as a sentence for the patient."""
        text = dose.words(self.prescribed)
        return text[:1].upper() + text[1:]

    @property
    def dose_brief(self) -> str:
        """The dose as one short clause."""
        return dose.words_brief(self.prescribed)

    @property
    def dose_short(self) -> str:
        """The dose in the therapist's notation."""
        return dose.short(self.dose)
