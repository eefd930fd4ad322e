"""The library's tables."""

from exercises.models.exercise import Exercise, ExerciseTag
from exercises.models.imports import ImportFile, ImportRow, LibraryImport
from exercises.models.ladder import Ladder, Rung
from exercises.models.mark import ExerciseMark
from exercises.models.media import ExerciseMedia
from exercises.models.review import ExerciseReview, FigureReview

__all__ = [
    "Exercise",
    "ExerciseMark",
    "ExerciseMedia",
    "ExerciseReview",
    "ExerciseTag",
    "FigureReview",
    "ImportFile",
    "ImportRow",
    "Ladder",
    "LibraryImport",
    "Rung",
]
