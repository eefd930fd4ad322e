"""One step easier, one step harder: an exercise's place on its ladder."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.cache import cache

from exercises.models import Exercise, Ladder, Rung

Places = Mapping[int, Mapping[int, int]]
PLACES = "exercises:places-on-ladders"
KEPT_SECONDS = 300


def places() -> Places:
    """The step on each ladder of every exercise that stands on one: {exercise: {ladder: step}}.

    Kept for a few minutes, because ladders change with the library's files only, which see to it themselves.
    """
    return cache.get_or_set(PLACES, _places, KEPT_SECONDS) or {}


def forget_places() -> None:
    cache.delete(PLACES)


def _places() -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for exercise, ladder, step in Rung.objects.exclude(exercise=None).values_list("exercise", "ladder", "step"):
        found.setdefault(exercise or 0, {})[ladder] = step
    return found


@dataclass(frozen=True)
class Neighbours:
    """The nearest written steps on the same ladder; None at its ends."""

    ladder: Ladder
    step: int
    easier: Exercise | None
    harder: Exercise | None


def neighbours(exercises: Iterable[Exercise]) -> dict[int, Neighbours]:
    """The neighbours of each exercise that stands on a ladder, by its id; one query however many.

    A clinic's adapted copy stands where its original does, and so does a snapshot.
    """
    place = {each.pk: each.adapted_from_id or each.snapshot_of_id or each.pk for each in exercises}
    found: dict[int, Neighbours] = {}
    for rungs in _ladders_of(set(place.values())):
        for index, rung in enumerate(rungs):
            easier = next((r.exercise for r in reversed(rungs[:index])), None)
            harder = next((r.exercise for r in rungs[index + 1 :]), None)
            found.setdefault(rung.exercise_id or 0, Neighbours(rung.ladder, rung.step, easier, harder))
    return {pk: found[original] for pk, original in place.items() if original in found}


@dataclass(frozen=True)
class Step:
    """One rung as it is shown: with the exercise where it can be opened, marked where one stands."""

    number: int
    name: str
    exercise: Exercise | None
    is_here: bool


@dataclass(frozen=True)
class Climb:
    """A whole ladder, easiest first, and where one stands on it."""

    ladder: Ladder
    steps: list[Step]

    @property
    def here(self) -> int:
        return next(index for index, step in enumerate(self.steps) if step.is_here)

    @property
    def number(self) -> int:
        return self.steps[self.here].number

    @property
    def easier(self) -> Exercise | None:
        return next((step.exercise for step in reversed(self.steps[: self.here]) if step.exercise), None)

    @property
    def harder(self) -> Exercise | None:
        return next((step.exercise for step in self.steps[self.here + 1 :] if step.exercise), None)


def ladders_of(exercise: Exercise) -> list[Climb]:
    """Every ladder it stands on, whole, in one query; a copy or a snapshot stands where its original does."""
    here = exercise.adapted_from_id or exercise.snapshot_of_id or exercise.pk
    rungs = Rung.objects.filter(ladder__rungs__exercise=here).select_related("ladder", "exercise")
    ladders: dict[Ladder, list[Step]] = {}
    for rung in rungs.order_by("ladder", "step").distinct():
        ladders.setdefault(rung.ladder, []).append(_step(rung, here))
    return [Climb(ladder, steps) for ladder, steps in ladders.items()]


def _step(rung: Rung, here: int) -> Step:
    exercise = rung.exercise if rung.exercise and rung.exercise.archived_at is None else None
    return Step(rung.step, rung.name, exercise, rung.exercise_id == here)


def easier(exercise: Exercise) -> Exercise | None:
    """One step down the ladder, if there is one."""
    place = neighbours([exercise]).get(exercise.pk)
    return place.easier if place else None


def harder(exercise: Exercise) -> Exercise | None:
    """One step up the ladder, if there is one."""
    place = neighbours([exercise]).get(exercise.pk)
    return place.harder if place else None


def _ladders_of(exercise_ids: set[int]) -> list[list[Rung]]:
    """The written rungs of every ladder that one of these exercises stands on, easiest first."""
    rungs = (
        Rung.objects.filter(ladder__rungs__exercise__in=exercise_ids, exercise__archived_at__isnull=True)
        .exclude(exercise=None)
        .select_related("ladder", "exercise")
        .order_by("ladder", "step")
        .distinct()
    )
    ladders: dict[int, list[Rung]] = {}
    for rung in rungs:
        ladders.setdefault(rung.ladder_id, []).append(rung)
    return list(ladders.values())
