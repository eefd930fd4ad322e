"""Which dose an exercise gets when nobody says: what this person gave it last, then the clinic, then the library."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from clinic.models import Clinic, User
from clinic.prepared import Prepared
from exercises.models import Exercise
from programmes import dose
from programmes.dose import Dose
from programmes.models import DoseHabit


def keep(*, clinic: Clinic, by: User, exercise: Exercise, given: Dose) -> None:
    """Remember the dose; one row a person and exercise."""
    habit = DoseHabit(clinic=clinic, user=by, exercise=exercise, dose=dose.short(given), used_at=timezone.now())
    DoseHabit.objects.bulk_create(
        [habit],
        update_conflicts=True,
        unique_fields=["clinic", "user", "exercise"],
        update_fields=["dose", "used_at"],
    )


def doses_for(*, clinic: Clinic, by: User, exercises: Iterable[int]) -> dict[int, Dose]:
    """The habitual dose of those exercises that have one; one query."""
    return _newest(_given(clinic.pk).filter(exercise__in=exercises), by)


def dose_for(*, clinic: Clinic, by: User, exercise: int) -> Dose | None:
    """The habitual dose of one."""
    return _newest(_given_to.all(clinic.pk, exercise), by).get(exercise)


def _newest(given: Iterable[tuple[int, int, str]], by: User) -> dict[int, Dose]:
    found: dict[int, str] = {}
    own: dict[int, str] = {}
    for exercise, user, written in given:
        (own if user == by.pk else found)[exercise] = written
    return {exercise: dose.parse(written) for exercise, written in (found | own).items()}


def _given(clinic: int) -> Any:
    habits = DoseHabit.objects.filter(clinic=clinic).order_by("used_at", "pk")
    return habits.values_list("exercise_id", "user_id", "dose")


@Prepared
def _given_to(clinic: int, exercise: int) -> Any:
    return _given(clinic).filter(exercise=exercise)
