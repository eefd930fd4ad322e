"""Which dose an exercise gets when nobody says: what this person gave it last, then the clinic, then the library."""

from collections.abc import Iterable

from django.utils import timezone

from clinic.models import Clinic, User
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
    habits = DoseHabit.objects.filter(clinic=clinic, exercise__in=exercises).order_by("used_at", "pk")
    found: dict[int, str] = {}
    own: dict[int, str] = {}
    for exercise, user, given in habits.values_list("exercise_id", "user_id", "dose"):
        (own if user == by.pk else found)[exercise] = given
    return {exercise: dose.parse(given) for exercise, given in (found | own).items()}
