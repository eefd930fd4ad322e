"""The ways a message reaches a patient: one small module for each, all with the same verb."""

from patients.reminders.channels.carriers import Carriers
from patients.reminders.channels.ways import (
    Ways,
    note_broken,
    note_refusal,
    note_taken,
    reachable,
    ways_of,
    with_a_way,
)

__all__ = ["Carriers", "Ways", "note_broken", "note_refusal", "note_taken", "reachable", "ways_of", "with_a_way"]
