"""Which exercises a person of the clinic has reviewed."""

from clinic.models import Clinic
from exercises.models import Exercise, ExerciseReview


def review_of(exercise: Exercise, clinic: Clinic) -> ExerciseReview | None:
    """The review that stands for this clinic, if there is one."""
    return ExerciseReview.objects.filter(exercise=exercise, clinic=clinic).select_related("by").first()
