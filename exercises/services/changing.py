"""Change an exercise without changing what a published programme shows."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from exercises.models import Exercise, ExerciseMedia, ExerciseReview, ExerciseTag


@dataclass(frozen=True)
class Holder:
    """A room above this one that shows exercises in something that must never change again."""

    shown: Callable[[Collection[int]], set[int]]  # which of these exercises it shows there
    move: Callable[[int, int], None]  # show the second instead of the first there


HOLDERS: list[Holder] = []


@transaction.atomic
def before_change(exercises: Iterable[Exercise]) -> None:
    """Keep what is shown of these stored exercises as snapshots, and let their reviews lapse.

    Call it in the transaction that changes them, their tags or their media, before the first write.
    """
    ids = {exercise.pk for exercise in exercises}
    ExerciseReview.objects.filter(exercise__in=ids).delete()
    for holder in HOLDERS:
        for exercise in Exercise.objects.filter(pk__in=holder.shown(ids)):
            holder.move(exercise.pk, _snapshot(exercise).pk)


def _snapshot(exercise: Exercise) -> Exercise:
    original = exercise.pk
    copy = Exercise.objects.get(pk=original)
    copy.pk, copy.snapshot_of_id = None, original
    copy._state.adding = True
    copy.save()
    _copy_to(copy, ExerciseTag, ExerciseTag.objects.filter(exercise=original))
    _copy_to(copy, ExerciseMedia, ExerciseMedia.objects.filter(exercise=original))
    return copy


def _copy_to(exercise: Exercise, model: Any, rows: Iterable[Any]) -> None:
    copies = list(rows)
    for row in copies:
        row.pk, row.exercise = None, exercise
    model.objects.bulk_create(copies)
