"""Where the files of an export lie: a folder whose name nobody guesses, to which no address leads."""

import contextlib
import errno
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def path_to(place: str) -> Path:
    """`place` is what the row says, below the media's root."""
    return Path(settings.MEDIA_ROOT) / place


def put(place: str, content: bytes) -> None:
    """Write the file whole or not at all; raises OSError."""
    target = path_to(place)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix="part-", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(file.name)
            raise


def is_there(place: str) -> bool:
    return path_to(place).is_file()


def forget(folder: str) -> None:
    """Delete all of an export's files."""
    if folder.startswith("exports/"):
        shutil.rmtree(path_to(folder), ignore_errors=True)


def is_full(error: OSError) -> bool:
    return error.errno in FULL
