"""Before an exercise is written: is it the clinic's own, is it still there, and does nobody else write it now?"""

from django.core.exceptions import ValidationError

from exercises.models import Exercise


def locked(exercise: Exercise) -> Exercise:
    """The clinic's own exercise as it is now, locked until the transaction ends.

    Raises ValueError for a built-in exercise or a snapshot, ValidationError when it was deleted meanwhile.
    """
    if exercise.clinic_id is None or exercise.snapshot_of_id:
        raise ValueError("only a clinic's own exercise is edited; another is adapted")
    found = Exercise.objects.select_for_update(of=("self",)).filter(pk=exercise.pk).first()
    if found is None:
        raise ValidationError("This exercise was deleted meanwhile.")
    return found
