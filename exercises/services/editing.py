"""Write the clinic's own exercises: new, adapted from another, changed, put away, brought back, deleted."""

import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify

from clinic import audit
from clinic.models import Clinic, User
from exercises.models import Exercise, ExerciseMedia
from exercises.services import files, media, uses
from exercises.services.changing import before_change
from exercises.services.content import COLUMNS, content_of, fingerprint, tidy, write_tags
from exercises.services.locking import locked
from exercises.uploads import Ready

LONGEST_KEY = 80
NO_LICENCE = "All rights reserved"


class Overtaken(ValidationError):
    """Somebody else changed the exercise since it was read; nothing was written. `current` is how it is now."""

    def __init__(self, current: Exercise) -> None:
        super().__init__("Somebody else changed this exercise while you were writing.")
        self.current = current


class InUse(ValidationError):
    """The exercise stands in programmes, so it can be archived but not deleted."""


@transaction.atomic
def create(
    *,
    clinic: Clinic,
    by: User,
    fields: Mapping[str, object],
    tags: Mapping[str, object] | None = None,
    token: uuid.UUID | None = None,
    file: Ready | None = None,
    alt: str = "",
) -> Exercise:
    """Add an exercise of the clinic's own. `token` comes with the form: sent twice, it makes one exercise."""
    credit = {"source": clinic.name[:80], "licence": NO_LICENCE, "author": str(by)[:120]}
    exercise, is_new = _new(clinic, {**fields, **(tags or {})}, token, credit)
    if is_new:
        audit.record("exercise_created", clinic=clinic, target=exercise, by=by, detail=exercise.name)
        _add_file(exercise, by, file, alt)
    return exercise


@transaction.atomic
def adapt(
    *,
    exercise: Exercise,
    clinic: Clinic,
    by: User,
    fields: Mapping[str, object] | None = None,
    tags: Mapping[str, object] | None = None,
    token: uuid.UUID | None = None,
    file: Ready | None = None,
    alt: str = "",
) -> Exercise:
    """Copy an exercise the clinic can see into its own, changed as given; credit stays with who made the original."""
    if exercise.clinic_id not in (None, clinic.pk):
        raise ValueError("the exercise belongs to another clinic")
    content = content_of(exercise) | dict(fields or {}) | dict(tags or {})
    credit = {name: getattr(exercise, name) for name in ("source", "licence", "author")}
    origin = {"adapted_from_id": exercise.snapshot_of_id or exercise.pk, "drawn_as": exercise.drawing_key}
    copy, is_new = _new(clinic, content, token, credit | origin)
    if is_new:
        _share_media(exercise, copy)
        audit.record("exercise_adapted", clinic=clinic, target=copy, by=by, detail=f"from {exercise.name}")
        _add_file(copy, by, file, alt)
    return copy


@transaction.atomic
def change(
    *,
    exercise: Exercise,
    by: User,
    fields: Mapping[str, object],
    tags: Mapping[str, object] | None = None,
    seen: str = "",
) -> Exercise:
    """Change what is given and leave the rest; the same words again change nothing.

    `seen` is the fingerprint of what the writer had before them. Raises Overtaken when it is another by now.
    """
    current = locked(exercise)
    now = content_of(current)
    wanted = tidy({**fields, **(tags or {})})
    different = {name: value for name, value in wanted.items() if value != now[name]}
    if not different:
        return current
    if seen and seen != fingerprint(current):
        raise Overtaken(current)
    before_change([current])
    _write(current, different)
    write_tags(current, different)
    _record("exercise_changed", current, by, ", ".join(_said(name) for name in different))
    return current


@transaction.atomic
def archive(*, exercise: Exercise, by: User) -> Exercise:
    """Put it out of the lists; programmes that hold it go on."""
    current = locked(exercise)
    if current.archived_at is None:
        current.archived_at = timezone.now()
        current.save(update_fields=["archived_at", "updated_at"])
        _record("exercise_archived", current, by)
    return current


@transaction.atomic
def restore(*, exercise: Exercise, by: User) -> Exercise:
    current = locked(exercise)
    if current.archived_at:
        current.archived_at = None
        current.save(update_fields=["archived_at", "updated_at"])
        _record("exercise_restored", current, by)
    return current


@transaction.atomic
def delete(*, exercise: Exercise, by: User) -> None:
    """Delete for good what nothing uses, with the files nobody else shows. Raises InUse otherwise."""
    current = locked(exercise)
    clinic = _clinic_of(current)
    if uses.programmes_with(current, clinic):
        raise InUse("It stands in programmes, so it cannot be deleted. Archive it instead: it leaves the lists.")
    names = list(current.media.values_list("file", flat=True))
    _record("exercise_deleted", current, by)
    try:
        current.delete()
    except ProtectedError as held:
        raise InUse("Something still shows it, so it cannot be deleted. Archive it instead.") from held
    files.forget(names)


def _new(
    clinic: Clinic, content: Mapping[str, object], token: uuid.UUID | None, given: Mapping[str, object]
) -> tuple[Exercise, bool]:
    """A new row, or the one that the same form made before; the clinic's row keeps two senders apart."""
    Clinic.objects.select_for_update().get(pk=clinic.pk)
    sent = str(token or uuid.uuid4())
    if made := clinic.exercises.live().filter(source=given["source"], source_id=sent).first():
        return made, False
    exercise = Exercise(clinic=clinic, source_id=sent, **given)
    exercise.key = _free_key(clinic, str(content["name"]))
    _write(exercise, tidy(content))
    write_tags(exercise, content)
    return exercise, True


def _write(exercise: Exercise, content: Mapping[str, object]) -> None:
    columns = {name: value for name, value in content.items() if name in COLUMNS}
    for name, value in columns.items():
        setattr(exercise, name, value)
    exercise.clean_fields(exclude={column.name for column in Exercise._meta.fields} - set(columns))
    exercise.save()


def _free_key(clinic: Clinic, name: str) -> str:
    """A key of Latin letters; a name that has none gets a plain one. Taken ones are counted on."""
    stem = slugify(name)[: LONGEST_KEY - 6] or "exercise"
    taken = set(clinic.exercises.live().filter(key__startswith=stem).values_list("key", flat=True))
    keys = (stem if number == 1 else f"{stem}-{number}" for number in range(1, len(taken) + 2))
    return next(key for key in keys if key not in taken)


def _add_file(exercise: Exercise, by: User, file: Ready | None, alt: str) -> None:
    if file:
        media.add_file(exercise=exercise, by=by, file=file, alt=alt)


def _share_media(original: Exercise, copy: Exercise) -> None:
    """The copy shows the same files; a file goes when nobody shows it any more."""
    rows = list(original.media.all())
    for row in rows:
        row.pk, row.exercise = None, copy
    ExerciseMedia.objects.bulk_create(rows)


def _clinic_of(exercise: Exercise) -> Clinic:
    if exercise.clinic is None:
        raise ValueError("a built-in exercise has no clinic")
    return exercise.clinic


def _record(verb: str, exercise: Exercise, by: User, detail: str = "") -> None:
    audit.record(verb, clinic=_clinic_of(exercise), target=exercise, by=by, detail=detail or exercise.name)


def _said(name: str) -> str:
    return name if name in ("regions", "equipment", "precautions") else str(Exercise._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
