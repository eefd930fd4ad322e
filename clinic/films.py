"""Short videos are kept as they are, so their outside is read: is it MP4 or WebM, and is all of it there?"""

from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import File

from clinic.pictures import HEIC_BRANDS

MOST_BYTES = 60 * 1024 * 1024
MP4, WEBM = "video/mp4", "video/webm"
SUFFIXES = {MP4: ".mp4", WEBM: ".webm"}
EBML = b"\x1aE\xdf\xa3"
HEAD_BYTES = 64
MOST_BOXES = 100_000
NOT_A_VIDEO = "We cannot read this file as a video. Use an MP4 or WebM."
CUT_OFF = "This video is not complete. Please save or send it again."
QUICKTIME = (
    "This is a QuickTime video (.mov), which many phones cannot play. Export it as MP4: on an iPhone or Mac, "
    "share it with an app that saves MP4, or choose Settings, Camera, Formats, Most Compatible before filming."
)


def looks_like_film(file: BinaryIO | File) -> bool:
    head = _head(file)
    return head.startswith(EBML) or (head[4:8] == b"ftyp" and not _is_still(head))


def film_type(file: BinaryIO | File, *, size_bytes: int) -> str:
    """The media type of a whole MP4 or WebM; raises ValidationError with what to do."""
    if size_bytes > MOST_BYTES:
        raise ValidationError("This video is larger than 60 MB. Please make it shorter or smaller.")
    head = _head(file)
    if head.startswith(EBML):
        if b"\x42\x82\x84webm" not in head:
            raise ValidationError(NOT_A_VIDEO)
        return WEBM
    if head[4:8] != b"ftyp" or _is_still(head):
        raise ValidationError(NOT_A_VIDEO)
    if head[8:12] == b"qt  ":
        raise ValidationError(QUICKTIME)
    _check_boxes(file, size_bytes)
    return MP4


def _check_boxes(file: BinaryIO | File, size_bytes: int) -> None:
    """An MP4 is a row of boxes, each saying its length; the film needs its index (moov) and its pictures."""
    found: set[bytes] = set()
    at = 0
    for _ in range(MOST_BOXES):
        if at == size_bytes:
            break
        file.seek(at)
        head = file.read(16)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:  # up to the end of the file
            length = size_bytes - at
        if len(head) < 8 or length < 8:
            raise ValidationError(NOT_A_VIDEO)
        if at + length > size_bytes:
            raise ValidationError(CUT_OFF)
        found.add(kind)
        at += length
    file.seek(0)
    if b"moov" not in found or not found & {b"mdat", b"moof"}:
        raise ValidationError(CUT_OFF)


def _is_still(head: bytes) -> bool:
    """HEIC and AVIF pictures wear the same coat as MP4."""
    return head[8:12] in (*HEIC_BRANDS, b"avif", b"avis")


def _head(file: BinaryIO | File) -> bytes:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return head
