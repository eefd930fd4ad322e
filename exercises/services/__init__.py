"""What can be asked of the exercise library, and the verbs that fill, change and mark it."""

from exercises.services.alternatives import alternatives
from exercises.services.content import content_of, fingerprint, tags_of
from exercises.services.editing import InUse, Overtaken, adapt, archive, change, create, delete, restore
from exercises.services.education import cards, open_card
from exercises.services.history import history_of, snapshots_of
from exercises.services.ladders import Climb, Neighbours, easier, harder, ladders_of, neighbours
from exercises.services.library import exercise_in, find, find_for, library_for
from exercises.services.loading import Loaded, load_library
from exercises.services.marks import is_starred, star, touch, unstar
from exercises.services.media import MOST as MOST_MEDIA
from exercises.services.media import add_file, add_link, describe, for_paper, shown_in
from exercises.services.media import move as move_media
from exercises.services.media import remove as remove_media
from exercises.services.reading import archived_of, own_of, readable_by
from exercises.services.reviewing import review, review_of, reviewed_ids, withdraw_review
from exercises.services.uses import programmes_with, uses_of

__all__ = [
    "MOST_MEDIA",
    "Climb",
    "InUse",
    "Loaded",
    "Neighbours",
    "Overtaken",
    "adapt",
    "add_file",
    "add_link",
    "alternatives",
    "archive",
    "archived_of",
    "cards",
    "change",
    "content_of",
    "create",
    "delete",
    "describe",
    "easier",
    "exercise_in",
    "find",
    "find_for",
    "fingerprint",
    "for_paper",
    "harder",
    "history_of",
    "is_starred",
    "ladders_of",
    "library_for",
    "load_library",
    "move_media",
    "neighbours",
    "open_card",
    "own_of",
    "programmes_with",
    "readable_by",
    "remove_media",
    "restore",
    "review",
    "review_of",
    "reviewed_ids",
    "shown_in",
    "snapshots_of",
    "star",
    "tags_of",
    "touch",
    "unstar",
    "uses_of",
    "withdraw_review",
]
