"""What happened to an exercise in a clinic, told from the trail, and its earlier words where something shows them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from clinic.models import AuditEvent, Clinic
from exercises.models import Exercise

LATEST = 20
WORDS = {
    "exercise_created": "Created",
    "exercise_adapted": "Adapted",
    "exercise_changed": "Changed",
    "exercise_archived": "Archived",
    "exercise_restored": "Restored",
    "exercise_media_added": "Added",
    "exercise_media_removed": "Removed",
    "exercise_media_moved": "Moved",
    "exercise_reviewed": "Reviewed",
    "exercise_review_withdrawn": "Review taken back",
    "exercise_drawing_right": "Drawing looked at: right",
    "exercise_drawing_remarked": "Remark on the drawing",
    "exercise_drawing_withdrawn": "What was said of the drawing taken back",
    "exercise_imported": "Imported",
}
WITH_DETAIL = {"exercise_adapted", "exercise_changed", "exercise_media_added", "exercise_media_removed"}


@dataclass(frozen=True)
class Event:
    words: str
    at: dt.datetime
    by: str


def history_of(exercise: Exercise, clinic: Clinic) -> list[Event]:
    """The latest first; only what this clinic's own people did."""
    events = AuditEvent.objects.filter(clinic_ref=clinic.pk, target_type="exercise", target_ref=str(exercise.pk))
    return [Event(_words(event), event.at, event.actor_name) for event in events.order_by("-id")[:LATEST]]


def snapshots_of(exercise: Exercise) -> QuerySet[Exercise]:
    """Earlier words that published programmes still show, the latest first; `updated_at` is when they were replaced."""
    return Exercise.objects.filter(snapshot_of=exercise).order_by("-updated_at", "-pk")


def _words(event: AuditEvent) -> str:
    said = WORDS.get(event.verb) or event.verb.removeprefix("exercise_").replace("_", " ").capitalize()
    return f"{said}: {event.detail}" if event.verb in WITH_DETAIL and event.detail else said
