"""What could be done instead of a row's exercise: its neighbours on the ladder, and relatives without equipment."""

from dataclasses import dataclass

from clinic.models import Clinic
from exercises.models import Exercise
from exercises.services import alternatives, library_for, neighbours
from programmes.models import Item

MOST_OTHERS = 3


@dataclass(frozen=True)
class Swaps:
    """`others` need nothing but what is in every home."""

    easier: Exercise | None
    harder: Exercise | None
    others: tuple[Exercise, ...]

    @property
    def any(self) -> bool:
        return bool(self.easier or self.harder or self.others)


def swaps_for(*, item: Item, clinic: Clinic) -> Swaps:
    """What the row's menu offers; a handful of queries, so it is asked for when the menu opens."""
    easier, harder = step_from(item, clinic, -1), step_from(item, clinic, 1)
    found = alternatives(item.exercise, clinic=clinic, at_home=(), most=MOST_OTHERS + 2)
    others = [other for other in found if other not in (easier, harder)]
    return Swaps(easier, harder, tuple(others[:MOST_OTHERS]))


def step_from(item: Item, clinic: Clinic, step: int) -> Exercise | None:
    """The exercise one step easier (-1) or harder (+1); None at the end of the ladder, or off it."""
    place = neighbours([item.exercise]).get(item.exercise_id)
    found = (place.easier if step < 0 else place.harder) if place else None
    return found if found and library_for(clinic).filter(pk=found.pk).exists() else None
