"""Pictures and videos of our own zip. Addresses of pictures in foreign files are never fetched and never kept."""

import hashlib
import zipfile
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string
from PIL import Image

from clinic import films, pictures
from exercises.exchange.tables import Upload, opened
from exercises.models import Exercise, ExerciseMedia
from exercises.services.media import MOST
from exercises.uploads import check_link

Kind = ExerciseMedia.Kind
LARGEST = {"picture": pictures.PHOTO_MOST_BYTES, "video": films.MOST_BYTES}
SUFFIXES = {"image/webp": ".webp", **films.SUFFIXES}
PIECE = 1 << 20


def problem(entries: list[dict[str, str]] | None, archive: zipfile.ZipFile | None) -> str:
    """Why these pictures cannot be taken; '' when they can. Without a zip there are only links."""
    if len(entries or []) > MOST:
        return f"has {len(entries or [])} pictures and videos, {MOST} at most"
    return next((wrong for entry in entries or [] if (wrong := _wrong(entry, archive))), "")


def _wrong(entry: dict[str, str], archive: zipfile.ZipFile | None) -> str:
    if entry["kind"] not in Kind.values or len(entry["alt"]) > 200 or len(entry["url"]) > 500:
        return "has a picture, video or link that is described wrongly"
    if entry["kind"] == Kind.LINK:
        try:
            check_link(entry["url"])
        except ValidationError:
            return "has a link to a video that is no https address"
        return ""
    if archive is None or entry["file"] not in archive.namelist():
        return f"its {entry['kind']} “{entry['file'][:60]}” is not in the zip"
    try:
        _checked(entry, archive)
    except ValidationError as error:
        return f"its {entry['kind']} “{entry['file'][:60]}”: {error.messages[0]}"
    return ""


def _checked(entry: dict[str, str], archive: zipfile.ZipFile) -> tuple[bytes, str]:
    """The bytes as they will be kept and what they are; raises ValidationError."""
    largest = LARGEST[entry["kind"]]
    if archive.getinfo(entry["file"]).file_size > largest:
        raise ValidationError(f"larger than {largest // 1_048_576} MB")
    content = archive.read(entry["file"])
    return _picture(content) if entry["kind"] == Kind.PICTURE else _video(content)


def _picture(content: bytes) -> tuple[bytes, str]:
    """Decoded completely and drawn anew; what that would not change for the better is kept as it is."""
    drawn = pictures.as_webp(BytesIO(content), size_bytes=len(content))
    return (content if _is_ours(content) else drawn), "image/webp"


def _is_ours(content: bytes) -> bool:
    """A still WebP of modest size with nothing hidden in it or behind it: drawing it anew would only blur it."""
    with Image.open(BytesIO(content)) as picture:
        hidden = {"exif", "xmp", "icc_profile"} & set(picture.info)
        whole = int.from_bytes(content[4:8], "little") + 8 == len(content)
        is_still = getattr(picture, "n_frames", 1) == 1
        is_small = max(picture.size) <= pictures.PHOTO_SIDE_PX
        return picture.format == "WEBP" and not hidden and whole and is_still and is_small


def _video(content: bytes) -> tuple[bytes, str]:
    return content, films.film_type(BytesIO(content), size_bytes=len(content))


class Shelf:
    """Files put into place before the rows that show them; put away again when the rows do not come."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[str, str]] = {}  # name in the zip: name in the storage, kind of content

    def fill(self, upload: Upload, wanted: Iterable[dict[str, str]]) -> None:
        with opened(upload) as archive:
            for entry in wanted:
                if entry["kind"] != Kind.LINK and entry["file"] not in self.kept:
                    content, content_type = _checked(entry, archive)
                    name = f"exercises/imported/{get_random_string(24)}{SUFFIXES[content_type]}"
                    self.kept[entry["file"]] = default_storage.save(name, ContentFile(content)), content_type

    def empty(self) -> None:
        for name, _ in self.kept.values():
            default_storage.delete(name)

    def rows(self, exercise: Exercise, entries: list[dict[str, str]]) -> list[ExerciseMedia]:
        return [self._row(exercise, position, entry) for position, entry in enumerate(entries)]

    def _row(self, exercise: Exercise, position: int, entry: dict[str, str]) -> ExerciseMedia:
        row = ExerciseMedia(exercise=exercise, kind=entry["kind"], position=position, alt=entry["alt"])
        if entry["kind"] == Kind.LINK:
            row.url = entry["url"]
        else:
            row.file.name, row.content_type = self.kept[entry["file"]]
        return row


def is_same(exercise: Exercise, entries: list[dict[str, Any]] | None) -> bool:
    """Whether the exercise shows the very files of the row; descriptions are compared elsewhere."""
    rows = [row for row in exercise.media.all() if row.kind != Kind.LINK]
    files = [entry for entry in entries or [] if entry["kind"] != Kind.LINK]
    if entries is None:
        return True
    return len(rows) == len(files) and all(
        sha256(row.file) == entry["sha256"] for row, entry in zip(rows, files, strict=True)
    )


def sha256(file: File) -> str:
    """The fingerprint of a stored file; '' when it is gone."""
    digest = hashlib.sha256()
    try:
        with file.open("rb") as content:
            while piece := content.read(PIECE):
                digest.update(piece)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()
