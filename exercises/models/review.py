"""A named person of a clinic who stands for an exercise's dose, ladder and precautions, or looked at its drawing."""

from django.conf import settings
from django.db import models

from clinic.models import Clinic
from exercises.models.exercise import Exercise


class FigureReview(models.Model):
    """Somebody of a clinic looked at an exercise's drawing: it is right, or a remark says what is not.

    `fingerprint` is the drawing's; the review lapses when it is drawn anew, for then it has another one.
    """

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+")
    exercise = models.ForeignKey(Exercise, on_delete=models.CASCADE, related_name="figure_reviews")
    fingerprint = models.CharField(max_length=12)
    remark = models.TextField("what is wrong", max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "exercise"], name="figure_review_once_a_clinic")]

    def __str__(self) -> str:
        return f"{self.exercise}: {self.remark or 'drawn right'}, {self.by}"


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
