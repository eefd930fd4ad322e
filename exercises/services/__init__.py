"""What can be asked of the exercise library, and the verbs that fill and mark it."""

from exercises.services.education import cards, open_card
from exercises.services.ladders import Neighbours, easier, harder, neighbours
from exercises.services.library import find, find_for, library_for
from exercises.services.loading import Loaded, load_library
from exercises.services.marks import is_starred, star, touch, unstar
from exercises.services.reviewing import review_of

__all__ = [
    "Loaded",
    "Neighbours",
    "cards",
    "easier",
    "find",
    "find_for",
    "harder",
    "is_starred",
    "library_for",
    "load_library",
    "neighbours",
    "open_card",
    "review_of",
    "star",
    "touch",
    "unstar",
]
