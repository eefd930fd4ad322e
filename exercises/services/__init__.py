"""What can be asked of the exercise library, and the one verb that fills it."""

from exercises.services.education import cards, open_card
from exercises.services.ladders import Neighbours, easier, harder, neighbours
from exercises.services.library import find, library_for
from exercises.services.loading import Loaded, load_library
from exercises.services.reviewing import review_of

__all__ = [
    "Loaded",
    "Neighbours",
    "cards",
    "easier",
    "find",
    "harder",
    "library_for",
    "load_library",
    "neighbours",
    "open_card",
    "review_of",
]
