"""The library's tables."""

from exercises.models.exercise import Exercise, ExerciseTag
from exercises.models.ladder import Ladder, Rung

__all__ = ["Exercise", "ExerciseTag", "Ladder", "Rung"]
