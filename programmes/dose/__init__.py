"""A dose, as a therapist writes it on paper: read it, keep it typed, say it back."""

from programmes.dose.growing import more
from programmes.dose.limits import LIMITS, TEMPO_PATTERN, Limit, check, warnings
from programmes.dose.patching import part_of, patch
from programmes.dose.reading import parse
from programmes.dose.shape import COLUMNS, Dose, DoseError, Range
from programmes.dose.shrinking import less
from programmes.dose.speaking import understood, words, words_brief
from programmes.dose.writing import short

__all__ = [
    "COLUMNS",
    "LIMITS",
    "TEMPO_PATTERN",
    "Dose",
    "DoseError",
    "Limit",
    "Range",
    "check",
    "less",
    "more",
    "parse",
    "part_of",
    "patch",
    "short",
    "understood",
    "warnings",
    "words",
    "words_brief",
]
