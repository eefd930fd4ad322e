"""What a clinic may read besides the lists: what is archived, and what published programmes still show."""

from django.db.models import Q

from clinic.models import Clinic
from exercises.models import Exercise
from exercises.models.exercise import ExerciseQuerySet


def readable_by(clinic: Clinic) -> ExerciseQuerySet:
    """The shared library and the clinic's own, archived ones and snapshots too: whatever a page may link to."""
    return Exercise.objects.filter(Q(clinic__isnull=True) | Q(clinic=clinic))


def own_of(clinic: Clinic) -> ExerciseQuerySet:
    """What the clinic may edit, archived or not."""
    return Exercise.objects.live().filter(clinic=clinic)


def archived_of(clinic: Clinic) -> ExerciseQuerySet:
    return own_of(clinic).filter(archived_at__isnull=False).order_by("-archived_at", "-pk")
