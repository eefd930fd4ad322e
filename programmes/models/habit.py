"""The dose a member of staff gave an exercise last."""

from django.conf import settings
from django.db import models

from clinic.models import Clinic
from exercises.models import Exercise


class DoseHabit(models.Model):
    """The dose in the notation therapists type; the newest of a clinic is the clinic's habit."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="dose_habits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="+")
    dose = models.CharField(max_length=200)
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["-used_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["clinic", "user", "exercise"], name="dose_habit_once")]
        indexes = [models.Index(fields=["clinic", "exercise", "-used_at"], name="dose_habit_of_clinic")]

    def __str__(self) -> str:
        return f"{self.exercise}: {self.dose}"
