"""Which exercises a person of the clinic has reviewed, and the verbs that say so."""

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic import audit
from clinic.models import Clinic, User
from exercises.models import Exercise, ExerciseReview
from exercises.services.content import fingerprint


def review_of(exercise: Exercise, clinic: Clinic) -> ExerciseReview | None:
    """The review that stands for this clinic, if there is one."""
    return ExerciseReview.objects.filter(exercise=exercise, clinic=clinic).select_related("by").first()


def reviewed_ids(clinic: Clinic) -> set[int]:
    """The exercises that somebody of this clinic has reviewed as they are now."""
    return set(ExerciseReview.objects.filter(clinic=clinic).values_list("exercise", flat=True))


@transaction.atomic
def review(*, exercise: Exercise, clinic: Clinic, by: User, seen: str = "") -> ExerciseReview:
    """Stand for its dose, ladder and precautions in this clinic; who came first stays named.

    `seen` is the fingerprint of what was read. Raises ValidationError when it says something else by now.
    """
    if exercise.clinic_id not in (None, clinic.pk) or exercise.snapshot_of_id:
        raise ValueError("only what the clinic prescribes is reviewed")
    current = Exercise.objects.select_for_update(of=("self",)).get(pk=exercise.pk)
    if seen and seen != fingerprint(current):
        raise ValidationError("It was changed while you were reading. Please read it again before you tick it.")
    found, is_new = ExerciseReview.objects.get_or_create(clinic=clinic, exercise=current, defaults={"by": by})
    if is_new:
        audit.record("exercise_reviewed", clinic=clinic, target=current, by=by, detail=current.name)
    return found


@transaction.atomic
def withdraw_review(*, exercise: Exercise, clinic: Clinic, by: User) -> None:
    """Take the tick back: it needs review again."""
    gone, _ = ExerciseReview.objects.filter(clinic=clinic, exercise=exercise).delete()
    if gone:
        audit.record("exercise_review_withdrawn", clinic=clinic, target=exercise, by=by, detail=exercise.name)
