"""Give an exercise pictures, videos and links, put them in order, and take them away again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import get_random_string

from clinic import audit, pictures
from clinic.models import Clinic, User
from exercises.models import Exercise, ExerciseMedia
from exercises.services import files
from exercises.services.changing import before_change
from exercises.services.locking import locked
from exercises.uploads import Ready

MOST = 6
PAPER_SIDE_PX = 520  # 32 mm at 400 dots an inch


def shown_in(clinic: Clinic) -> QuerySet[ExerciseMedia]:
    """The files that people of this clinic may see, on today's pages and on earlier ones."""
    own = Q(exercise__clinic=clinic) | Q(exercise__clinic__isnull=True)
    return ExerciseMedia.objects.filter(own).exclude(kind=ExerciseMedia.Kind.LINK)


def for_paper(media: ExerciseMedia, *, grey: bool = False) -> bytes:
    """A picture as a small JPEG; nothing where its file is gone or is none of ours."""
    try:
        with media.file.open("rb") as file:
            return pictures.as_jpeg(file, side_px=PAPER_SIDE_PX, grey=grey)
    except (OSError, ValueError):
        return b""


def add_file(*, exercise: Exercise, by: User, file: Ready, alt: str) -> ExerciseMedia:
    """Keep a file and show it last. Raises ValidationError when there are enough already."""
    check_room(exercise)
    row = ExerciseMedia(kind=file.kind, content_type=file.content_type, alt=alt)
    row.file.save(f"{get_random_string(24)}{file.suffix}", file.content, save=False)
    try:
        return _add(exercise, by, row)
    except BaseException:
        default_storage.delete(row.file.name or "")
        raise


def add_link(*, exercise: Exercise, by: User, url: str, alt: str) -> ExerciseMedia:
    return _add(exercise, by, ExerciseMedia(kind=ExerciseMedia.Kind.LINK, url=url, alt=alt))


@transaction.atomic
def remove(*, media: ExerciseMedia, by: User) -> None:
    """Take it off the exercise; the file stays while a published programme or a copy shows it."""
    exercise = _for_change(media.exercise)
    said = str(media.get_kind_display()).lower()
    exercise.media.filter(pk=media.pk).delete()
    _record("exercise_media_removed", exercise, by, said)
    files.forget([media.file.name or ""])


@transaction.atomic
def move(*, media: ExerciseMedia, by: User, step: int) -> None:
    """One place up (-1) or down (+1); the first picture is the exercise's face."""
    exercise = _for_change(media.exercise)
    rows = list(exercise.media.all())
    here = next((index for index, row in enumerate(rows) if row.pk == media.pk), None)
    if here is None or not 0 <= here + step < len(rows):
        return
    rows.insert(here + step, rows.pop(here))
    for position, row in enumerate(rows):
        row.position = position
    ExerciseMedia.objects.bulk_update(rows, ["position"])
    _record("exercise_media_moved", exercise, by, media.get_kind_display())


@transaction.atomic
def describe(*, media: ExerciseMedia, by: User, alt: str) -> None:
    """Change the words for whoever cannot see it."""
    if media.alt != alt:
        exercise = _for_change(media.exercise)
        exercise.media.filter(pk=media.pk).update(alt=alt)
        _record("exercise_media_described", exercise, by, alt)


def check_room(exercise: Exercise) -> None:
    if exercise.media.count() >= MOST:
        raise ValidationError(f"An exercise shows {MOST} pictures and videos at most. Remove one first.")


@transaction.atomic
def _add(exercise: Exercise, by: User, row: ExerciseMedia) -> ExerciseMedia:
    current = locked(exercise)
    check_room(current)
    _for_change(current)
    last = current.media.last()
    row.exercise, row.position = current, last.position + 1 if last else 0
    row.save()
    _record("exercise_media_added", current, by, str(row.get_kind_display()).lower())
    return row


def _for_change(exercise: Exercise) -> Exercise:
    current = locked(exercise)
    before_change([current])
    current.save(update_fields=["updated_at"])
    return current


def _record(verb: str, exercise: Exercise, by: User, detail: Any) -> None:
    if exercise.clinic is None:
        raise ValueError("a built-in exercise shows what its files say")
    audit.record(verb, clinic=exercise.clinic, target=exercise, by=by, detail=str(detail))
