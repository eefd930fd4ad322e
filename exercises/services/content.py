"""What a person writes in an exercise: its columns, its tags, and a fingerprint of both."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping

from exercises.models import Exercise, ExerciseTag

COLUMNS = (
    "name", "aliases", "pillar", "foundation", "pattern", "position", "laterality", "dose_mode", "load_type", "dose",
    "per_week", "phase", "flare_ok", "progression_mode", "purpose", "cue", "setup", "steps", "may_feel", "easier",
    "harder", "stop_if", "card",
)  # fmt: skip
TAGS = {
    "regions": ExerciseTag.Kind.REGION,
    "equipment": ExerciseTag.Kind.EQUIPMENT,
    "precautions": ExerciseTag.Kind.PRECAUTION,
}
Content = dict[str, object]


def content_of(exercise: Exercise) -> Content:
    """Everything a person wrote, by name; tags as sorted lists of their codes."""
    tags = [(tag.kind, tag.value) for tag in exercise.tags.all()]
    lists = {name: sorted(value for each, value in tags if each == kind) for name, kind in TAGS.items()}
    return {name: getattr(exercise, name) for name in COLUMNS} | lists


def tags_of(exercise: Exercise) -> Content:
    """The tags alone."""
    return {name: value for name, value in content_of(exercise).items() if name in TAGS}


def takes_and_precautions(exercises: Collection[int]) -> dict[int, tuple[frozenset[str], frozenset[str]]]:
    """Codes of what each of them takes, and of what to take care with; one query."""
    kinds = (ExerciseTag.Kind.EQUIPMENT, ExerciseTag.Kind.PRECAUTION)
    found: dict[int, tuple[set[str], set[str]]] = {pk: (set(), set()) for pk in exercises}
    rows = ExerciseTag.objects.filter(exercise__in=exercises, kind__in=kinds)
    for pk, kind, value in rows.values_list("exercise_id", "kind", "value"):
        found[pk][kinds.index(ExerciseTag.Kind(kind))].add(value)
    return {pk: (frozenset(takes), frozenset(precautions)) for pk, (takes, precautions) in found.items()}


def tidy(given: Mapping[str, object]) -> Content:
    """What was given, tags sorted so that it can be compared; raises ValueError for a name nobody writes."""
    unknown = set(given) - set(COLUMNS) - set(TAGS)
    if unknown:
        raise ValueError(f"not something a person writes: {', '.join(sorted(unknown))}")
    return {name: _sorted(value) if name in TAGS else value for name, value in given.items()}


def fingerprint(exercise: Exercise) -> str:
    """Equal as long as nobody changed a word; pictures do not count."""
    text = json.dumps(content_of(exercise), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def write_tags(exercise: Exercise, content: Mapping[str, object]) -> None:
    """Replace the kinds of tags that the content speaks of."""
    given = {kind: _sorted(content[name]) for name, kind in TAGS.items() if name in content}
    exercise.tags.filter(kind__in=given).delete()
    ExerciseTag.objects.bulk_create(
        ExerciseTag(exercise=exercise, kind=kind, value=value) for kind, values in given.items() for value in values
    )


def _sorted(values: object) -> list[str]:
    return sorted({str(value) for value in values}) if isinstance(values, Iterable) else []
