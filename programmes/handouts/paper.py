"""HTML to PDF in a limited child process, so that pages stay quick and no text can hang a worker."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings

from programmes.handouts import child

FONTS = settings.BASE_DIR / "static" / "vendor" / "fonts"
PATIENCE_SECONDS = child.CPU_SECONDS + 15


class PaperError(Exception):
    """A PDF could not be made; the message says why in words for the person who asked."""


MISSING = (
    "PDF export needs a system library that is not installed here. "
    "Ask whoever looks after this machine to run: apt-get install libpango-1.0-0 libpangoft2-1.0-0"
)
TOO_MUCH = "This handout takes too long to lay out. Shorten the longest notes and try again."


def pdf(html: str) -> bytes:
    """Lay the page out; raises PaperError with a helpful message."""
    command = [sys.executable, str(Path(child.__file__)), str(FONTS)]
    try:
        done = subprocess.run(command, input=html.encode(), capture_output=True, timeout=PATIENCE_SECONDS, check=False)  # noqa: S603 (our own file)
    except subprocess.TimeoutExpired as slow:
        raise PaperError(TOO_MUCH) from slow
    if done.returncode == child.LIBRARY_MISSING:
        raise PaperError(MISSING)
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise PaperError(TOO_MUCH)
    return done.stdout
