"""Bring the built-in library from its data files into the database, as often as one likes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from exercises import library_schema
from exercises.library_schema import LIBRARY_FOLDER, ExerciseData, LadderData
from exercises.models import Exercise, ExerciseTag, Ladder, Rung
from exercises.services.changing import before_change
from exercises.services.ladders import forget_places

AS_WRITTEN = (
    "name", "pillar", "foundation", "pattern", "position", "laterality", "dose_mode", "load_type", "dose", "per_week",
    "phase", "flare_ok", "progression_mode", "purpose", "cue", "setup", "may_feel", "easier", "harder", "stop_if",
)  # fmt: skip
COLUMNS = (*AS_WRITTEN, "aliases", "steps", "card", "archived_at")
TAGS = {
    ExerciseTag.Kind.REGION: "regions",
    ExerciseTag.Kind.EQUIPMENT: "equipment",
    ExerciseTag.Kind.PRECAUTION: "precautions",
}


@dataclass(frozen=True)
class Loaded:
    """What a load did; everything else was as in the files already."""

    added: int
    changed: int
    archived: int
    ladders: int

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.archived or self.ladders)


@transaction.atomic
def load_library(folder: Path = LIBRARY_FOLDER) -> Loaded:
    """Make the built-in exercises and ladders say what the files say; rows keep their ids.

    Exercises that left the files are archived, never deleted: programmes may hold them.
    Raises DataFileErrors, and then nothing has changed.
    """
    library = library_schema.load_library(folder)
    now = timezone.now()
    rows = {row.key: row for row in Exercise.objects.live().filter(clinic=None)}
    added = [data for data in library.exercises if data.key not in rows]
    changed = [row for data in library.exercises if (row := rows.get(data.key)) and _write(row, data, now)]
    before_change(changed)
    gone = [row for row in rows.values() if row.archived_at is None and row.key not in _keys(library.exercises)]
    for row in gone:
        row.archived_at = now
    new = Exercise.objects.bulk_create(_new(data) for data in added)
    _save([*changed, *gone])
    rows |= {row.key: row for row in new}
    retagged = _load_tags(library.exercises, rows)
    ladders = _load_ladders(library.ladders, rows)
    return Loaded(len(new), len({row.pk for row in changed} | retagged - {row.pk for row in new}), len(gone), ladders)


def _keys(exercises: Iterable[ExerciseData]) -> set[str]:
    return {data.key for data in exercises}


def _values(data: ExerciseData) -> dict[str, object]:
    written = {name: getattr(data, name) for name in AS_WRITTEN}
    lines = {"aliases": "\n".join(data.aliases), "steps": "\n".join(data.steps)}
    return written | lines | {"card": data.card or "", "archived_at": None}


def _new(data: ExerciseData) -> Exercise:
    return Exercise(key=data.key, source_id=data.key, **_values(data))


def _write(row: Exercise, data: ExerciseData, now: dt.datetime) -> bool:
    """Put the file's words into the row, unsaved."""
    different = {name: value for name, value in _values(data).items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    if different:
        row.updated_at = now
    return bool(different)


def _save(rows: list[Exercise]) -> None:
    if rows:
        Exercise.objects.bulk_update(rows, [*COLUMNS, "updated_at"], batch_size=20)


def _load_tags(exercises: Iterable[ExerciseData], rows: dict[str, Exercise]) -> set[int]:
    """Rewrite the tags of every exercise whose tags differ; returns the ids of those."""
    stored: dict[int, list[tuple[str, str]]] = {}
    for tag in ExerciseTag.objects.filter(exercise__in=[row.pk for row in rows.values()]).order_by("id"):
        stored.setdefault(tag.exercise_id, []).append((tag.kind, tag.value))
    wanted = {
        rows[data.key].pk: [(str(kind), str(value)) for kind, name in TAGS.items() for value in getattr(data, name)]
        for data in exercises
    }
    different = {pk for pk, tags in wanted.items() if stored.get(pk, []) != tags}
    if different:
        before_change(row for row in rows.values() if row.pk in different)
        Exercise.objects.filter(pk__in=different).update(updated_at=timezone.now())
        ExerciseTag.objects.filter(exercise__in=different).delete()
        ExerciseTag.objects.bulk_create(
            ExerciseTag(exercise_id=pk, kind=kind, value=value) for pk in different for kind, value in wanted[pk]
        )
    return different


def _load_ladders(ladders: Iterable[LadderData], rows: dict[str, Exercise]) -> int:
    """Rewrite every ladder that differs; returns how many did."""
    stored = {ladder.key: ladder for ladder in Ladder.objects.prefetch_related("rungs")}
    known = {key: row.pk for key, row in rows.items() if row.archived_at is None}
    changed = 0
    for data in ladders:
        wanted = [(rung.step, rung.key, rung.name, known.get(rung.key)) for rung in data.rungs]
        ladder = stored.get(data.key)
        if ladder and (ladder.name, ladder.foundation) == (data.name, data.foundation) and _rungs(ladder) == wanted:
            continue
        _write_ladder(data, wanted)
        changed += 1
    if changed:
        transaction.on_commit(forget_places)
    return changed


def _rungs(ladder: Ladder) -> list[tuple[int, str, str, int | None]]:
    return [(rung.step, rung.key, rung.name, rung.exercise_id) for rung in ladder.rungs.all()]


def _write_ladder(data: LadderData, rungs: list[tuple[int, str, str, int | None]]) -> None:
    ladder, _ = Ladder.objects.update_or_create(
        key=data.key, defaults={"name": data.name, "foundation": data.foundation}
    )
    ladder.rungs.all().delete()
    Rung.objects.bulk_create(
        Rung(ladder=ladder, step=step, key=key, name=name, exercise_id=pk) for step, key, name, pk in rungs
    )
