"""The clinic's library as a file: CSV for a spreadsheet, JSON, or a zip with pictures and videos."""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from clinic.models import Clinic
from exercises.exchange import ours
from exercises.exchange.drafts import media_entry
from exercises.exchange.media import PIECE, SUFFIXES, sha256
from exercises.exchange.tables import OUR_FILE
from exercises.models import Exercise, ExerciseMedia

CHUNK = 200
BOM = "\ufeff"  # without it, spreadsheet programs take UTF-8 for Windows-1252
KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "zip": "application/zip"}


def exercises_of(clinic: Clinic, *, with_built_in: bool) -> Iterator[Exercise]:
    """Every exercise the clinic can see, or its own alone, a chunk at a time."""
    rows = Exercise.objects.available_to(clinic) if with_built_in else clinic.exercises.live().filter(archived_at=None)
    rows = rows.select_related("adapted_from").prefetch_related("tags", "media").order_by("pk")
    return rows.iterator(chunk_size=CHUNK)


def as_csv(exercises: Iterable[Exercise]) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    out.write(BOM)
    writer.writerow(ours.HEADER)
    for exercise in exercises:
        writer.writerow(ours.cells_of(exercise))
        if out.tell() > PIECE:
            yield _taken(out)
    yield _taken(out)


def as_json(exercises: Iterable[Exercise], *, with_files: bool = False) -> Iterator[bytes]:
    """Without files, media are spoken of only where all are links, so that nothing is missing on the way back."""
    yield f'{{"format": "{ours.FORMAT}", "version": 1, "exercises": ['.encode()
    for number, exercise in enumerate(exercises):
        row = ours.row_of(exercise)
        if with_files or _has_links_only(exercise):
            row["media"] = [_entry(exercise, each) for each in exercise.media.all() if _is_there(each)]
        yield (",\n" if number else "\n").encode() + json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")
    yield b"\n]}\n"


def as_zip(clinic: Clinic, *, with_built_in: bool) -> IO[bytes]:
    """A file on the disk, gone when it is closed; pictures and videos are packed already and are only put in."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        with archive.open(zipfile.ZipInfo(OUR_FILE), "w", force_zip64=True) as library:
            for piece in as_json(exercises_of(clinic, with_built_in=with_built_in), with_files=True):
                library.write(piece)
        for exercise in exercises_of(clinic, with_built_in=with_built_in):
            for media in exercise.media.all():
                if media.file and _is_there(media):
                    _put(archive, _name(exercise, media), media)
    file.seek(0)
    return file


def _has_links_only(exercise: Exercise) -> bool:
    media = list(exercise.media.all())
    return bool(media) and not any(each.file for each in media)


def _entry(exercise: Exercise, media: ExerciseMedia) -> dict[str, Any]:
    if not media.file:
        return media_entry(media)
    kept = {"file": _name(exercise, media), "content_type": media.content_type, "sha256": sha256(media.file)}
    return media_entry(media) | kept


def _name(exercise: Exercise, media: ExerciseMedia) -> str:
    """A name that says what it belongs to; the number keeps two apart."""
    return f"media/{exercise.key}-{media.pk}{SUFFIXES.get(media.content_type, '')}"


def _is_there(media: ExerciseMedia) -> bool:
    return not media.file or media.file.storage.exists(media.file.name or "")


def _put(archive: zipfile.ZipFile, name: str, media: ExerciseMedia) -> None:
    with media.file.open("rb") as content, archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as packed:
        while piece := content.read(PIECE):
            packed.write(piece)


def _taken(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode("utf-8", "replace")
