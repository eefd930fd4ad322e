"""A committed drawing as somebody sees it: on the person they chose, and on the side they train.

Text in, text out. What is sent is kept compressed in memory, so that replacing colours is paid once a process.
"""

import functools
import gzip
import hashlib
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from exercises.figures.frames import Box, frames_in, page_of
from exercises.figures.looks import LOOKS, dressed
from exercises.figures.turned import turned_moving, turned_still

WAY = 1  # of dressing and turning: count on when either changes, or kept copies would never be fetched anew
MARK_LENGTH = 12
FILE_NAME = re.compile(r"[a-z0-9-]+")


class Form(StrEnum):
    """What there is of a drawing in every look."""

    STILL = "still"
    MOVING = "moving"
    TURNED_STILL = "turned-still"
    TURNED_MOVING = "turned-moving"

    @classmethod
    def of(cls, *, moving: bool, turned: bool) -> "Form":
        return cls(("turned-" if turned else "") + ("moving" if moving else "still"))

    @property
    def suffix(self) -> str:
        return ".moving.svg" if self in (Form.MOVING, Form.TURNED_MOVING) else ".svg"

    @property
    def turned(self) -> bool:
        return self in (Form.TURNED_STILL, Form.TURNED_MOVING)


def _path(file: str, form: Form) -> Path:
    return settings.BASE_DIR / "static" / "figures" / f"{file}{form.suffix}"


@functools.cache
def fingerprint(file: str) -> str:
    """Of the drawing itself, still and moving; equal as long as nobody drew it anew."""
    digest = hashlib.sha256()
    for form in (Form.STILL, Form.MOVING):
        path = _path(file, form)
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:MARK_LENGTH]


@functools.cache
def mark(file: str, look: str) -> str:
    """Of everything that decides what is sent: it stands in the address, which may then be kept for ever."""
    parts = f"{WAY} {fingerprint(file)} {json.dumps(LOOKS[look], sort_keys=True)}"
    return hashlib.sha256(parts.encode()).hexdigest()[:MARK_LENGTH]


@functools.cache
def boxes(file: str) -> tuple[Box, list[Box]]:
    """The still's page and the frames on it, the same in every look and on either side."""
    svg = _path(file, Form.STILL).read_text(encoding="utf-8")
    return page_of(svg), frames_in(svg)


def text(file: str, look: str, form: Form) -> str:
    """The SVG in this look; raises OSError for a form the drawing has not, KeyError for an unknown look."""
    svg = _path(file, form).read_text(encoding="utf-8")
    if form.turned:
        svg = turned_still(svg) if form is Form.TURNED_STILL else turned_moving(svg)
    return dressed(svg, look)


@functools.lru_cache(maxsize=1024)
def compressed(file: str, look: str, form: Form) -> bytes:
    """The same, gzipped; about 8 kB each."""
    return gzip.compress(text(file, look, form).encode(), mtime=0)


@dataclass(frozen=True)
class DressedFile:
    """What the view sends, and the mark its address must carry."""

    compressed: bytes
    mark: str


def dressed_file(file: str, look: str, form: str) -> DressedFile | None:
    """None where there is no such drawing, look or form: what stands in an address is anybody's guess."""
    if not FILE_NAME.fullmatch(file) or look not in LOOKS or form not in set(Form):
        return None
    try:
        return DressedFile(compressed(file, look, Form(form)), mark(file, look))
    except FileNotFoundError:
        return None
