"""Ladders: the same movement from easy to hard, one rung at a time."""

from django.db import models

from exercises.models.exercise import Exercise
from exercises.vocabulary import Foundation


class Ladder(models.Model):
    """A graded row of exercises; order is a suggestion, a therapist may enter or skip anywhere."""

    key = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=80)
    foundation = models.CharField(max_length=6, choices=Foundation, default=Foundation.NONE)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Rung(models.Model):
    """One step of a ladder; it keeps its name even where the exercise itself is not in the library yet."""

    ladder = models.ForeignKey(Ladder, on_delete=models.CASCADE, related_name="rungs")
    step = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    exercise = models.ForeignKey(Exercise, null=True, blank=True, on_delete=models.SET_NULL, related_name="rungs")

    class Meta:
        ordering = ["ladder", "step"]
        constraints = [models.UniqueConstraint(fields=["ladder", "step"], name="ladder_step_once")]

    def __str__(self) -> str:
        return f"{self.ladder.key} {self.step}: {self.name}"
