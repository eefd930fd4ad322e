"""What a member of staff did with an exercise before: starred it, or prescribed it lately."""

from django.db import models

from clinic.models import Membership
from exercises.models.exercise import Exercise


class ExerciseMark(models.Model):
    """One person's star on an exercise and the last time they put it into a programme; either may be missing."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="marks")
    is_starred = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "exercise"], name="exercise_mark_once")]

    def __str__(self) -> str:
        return f"{self.membership}: {self.exercise}"
