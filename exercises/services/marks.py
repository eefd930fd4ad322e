"""What a member of staff does with an exercise for themselves: star it, or use it.

A star is a bookmark of one person and changes nothing for anybody else, so the audit trail does not note it.
"""

import datetime as dt
from typing import Any

from django.utils import timezone

from clinic.models import Membership
from clinic.prepared import Prepared
from exercises.models import Exercise, ExerciseMark
from exercises.shelves import Habits

LATELY = dt.timedelta(days=90)
MOST_LATELY = 12


def star(*, membership: Membership, exercise: Exercise) -> None:
    _mark(membership, exercise, is_starred=True)


def unstar(*, membership: Membership, exercise: Exercise) -> None:
    ExerciseMark.objects.filter(membership=membership, exercise=exercise).update(is_starred=False)


def touch(*, membership: Membership, exercise: Exercise) -> None:
    """Note that the exercise went into a programme just now; one query."""
    _mark(membership, exercise, used_at=timezone.now())


def is_starred(*, membership: Membership, exercise: Exercise) -> bool:
    return ExerciseMark.objects.filter(membership=membership, exercise=exercise, is_starred=True).exists()


def habits_of(membership: Membership) -> Habits:
    """The stars of a member of staff and what they used in the last months; one query."""
    since = timezone.now() - LATELY
    starred, lately = set(), []
    for exercise, star, used_at in _marks.all(membership.pk):
        if star:
            starred.add(exercise)
        if used_at and used_at > since:
            lately.append(exercise)
    return Habits(frozenset(starred), tuple(lately[:MOST_LATELY]))


@Prepared
def _marks(membership: int) -> Any:
    marks = ExerciseMark.objects.filter(membership=membership).order_by("-used_at", "-pk")
    return marks.values_list("exercise_id", "is_starred", "used_at")


def _mark(membership: Membership, exercise: Exercise, **values: object) -> None:
    """Write the values into the one row there is; whoever comes first makes it."""
    mark = ExerciseMark(membership=membership, exercise=exercise, **values)
    ExerciseMark.objects.bulk_create(
        [mark], update_conflicts=True, unique_fields=["membership", "exercise"], update_fields=list(values)
    )
