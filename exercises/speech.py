"""What this room cannot say by itself: it only keeps the notation of a dose, the room above reads it and teaches us."""

from collections.abc import Callable


def as_written(dose: str) -> str:
    return dose


def as_written_for_patient(dose: str, per_side: bool) -> str:
    return dose


# One entry, or more when a later room knows better: the last one speaks.
SPEAKERS: list[Callable[[str], str]] = [as_written]
PATIENT_SPEAKERS: list[Callable[[str, bool], str]] = [as_written_for_patient]
CHECKERS: list[Callable[[str], None]] = []  # each raises ValidationError for a dose that nobody could read


def in_words(dose: str) -> str:
    """The dose as a phrase, as written where nobody taught us words."""
    return SPEAKERS[-1](dose)


def for_patient(dose: str, *, per_side: bool) -> str:
    """The dose as the patient reads it, with its sides said."""
    return PATIENT_SPEAKERS[-1](dose, per_side)


def check(dose: str) -> None:
    """Raise ValidationError with the reader's own words where a dose cannot be read."""
    for checker in CHECKERS:
        checker(dose)
