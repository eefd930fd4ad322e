"""From single handouts to one PDF or one zip; neither takes more memory for more of them."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.utils import timezone

from patients.exports import shelf
from patients.models import Export
from programmes import handouts
from programmes.handouts.paper import NEEDED

BINDER = Path(handouts.__file__).with_name("binding.py")
PIECE = 1 << 16
EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier one


class BindingError(Exception):
    """The one PDF could not be put together."""


def bind(export: Export, *, title: str, seconds: float) -> int:
    """Bind the printed parts into one PDF, in a process of its own; its size in bytes. Raises OSError, BindingError."""
    parts = export.parts.printed().values_list("file", "name").iterator()
    order = {
        "title": title,
        "target": str(shelf.path_to(export.bound)),
        "parts": [{"path": str(shelf.path_to(file)), "title": name} for file, name in parts],
    }
    environment = {name: os.environ[name] for name in NEEDED if name in os.environ}
    command = [sys.executable, str(BINDER)]
    try:
        done = subprocess.run(  # noqa: S603 (our own file)
            command,
            input=json.dumps(order),
            env=environment,
            timeout=seconds,
            capture_output=True,
            text=True,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise BindingError("took too long") from slow
    if done.returncode == 0:
        return shelf.path_to(export.bound).stat().st_size
    said = json.loads(done.stdout) if done.stdout.startswith("{") else {}
    if said.get("errno"):
        raise OSError(said["errno"], "while binding")
    raise BindingError(done.stderr[-300:])


class _Sink:
    """What was written since somebody last looked."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, content: bytes) -> int:
        self.pieces.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def taken(self) -> bytes:
        pieces, self.pieces = self.pieces, []
        return b"".join(pieces)


def zipped(export: Export) -> Iterator[bytes]:
    """A zip of the printed parts, made while it is sent; PDFs are packed already and are only put in."""
    sink = _Sink()
    moment = timezone.now().astimezone(export.clinic.zone).timetuple()[:6]
    parts = export.parts.printed().values_list("file", "name").iterator(chunk_size=200)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload]
        for place, name in parts:
            entry = zipfile.ZipInfo(f"{name}.pdf", max(moment, EARLIEST))
            with shelf.path_to(place).open("rb") as file, archive.open(entry, "w") as into:
                while piece := file.read(PIECE):
                    into.write(piece)
                    yield sink.taken()
    yield sink.taken()
