"""Where an exercise is used; the rooms above, which hold programmes and patients, tell us."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from clinic.models import Clinic
from exercises.models import Exercise


@dataclass(frozen=True)
class Use:
    """Something of the clinic that holds the exercise: its name, its address, and what to know about it."""

    name: str
    url: str
    note: str = ""


# Each is asked with the clinic and the ids of the exercise and its snapshots.
PROGRAMMES: list[Callable[[Clinic, Collection[int]], list[Use]]] = []
PATIENTS: list[Callable[[Clinic, Collection[int]], int]] = []


def programmes_with(exercise: Exercise, clinic: Clinic) -> list[Use]:
    """The clinic's programmes that hold it, today's words or earlier ones."""
    ids = _with_snapshots(exercise)
    return [use for ask in PROGRAMMES for use in ask(clinic, ids)]


def uses_of(exercise: Exercise, clinic: Clinic) -> tuple[list[Use], int]:
    """Those programmes, and how many of the clinic's patients have it in the programme they follow now."""
    ids = _with_snapshots(exercise)
    return [use for ask in PROGRAMMES for use in ask(clinic, ids)], sum(ask(clinic, ids) for ask in PATIENTS)


def _with_snapshots(exercise: Exercise) -> list[int]:
    original = exercise.snapshot_of_id or exercise.pk
    return [original, *Exercise.objects.filter(snapshot_of=original).values_list("pk", flat=True)]
