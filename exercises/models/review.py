"""A named person of a clinic who looked at an exercise and stands for its dose, ladder and precautions there."""

from django.conf import settings
from django.db import models

from clinic.models import Clinic
from exercises.models.exercise import Exercise


class ExerciseReview(models.Model):
    """Who reviewed an exercise for which clinic, and when; it lapses (the row goes) when the exercise changes."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="reviews")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "exercise"], name="exercise_review_once_a_clinic")]

    def __str__(self) -> str:
        return f"{self.exercise}, reviewed by {self.by}"
