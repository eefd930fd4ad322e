"""HTML to PDF by the press, a process that is kept warm, so that pages stay quick and no text can hang a worker."""

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from programmes.handouts import child

FONTS = settings.BASE_DIR / "static" / "vendor" / "fonts"
GRACE_SECONDS = 2  # beyond the child's own patience: loading, and carrying the answer over
NEEDED = ("PATH", "HOME", "LANG", "LC_ALL", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")


class PaperError(Exception):
    """A PDF could not be made; the message says why in words for the person who asked."""


@dataclass(frozen=True)
class Printed:
    """A PDF, and what is to know of it; `missing` are characters for which a box is printed, as no font has them."""

    pdf: bytes
    pages: int
    density: str = ""
    missing: tuple[str, ...] = ()


MISSING = (
    "PDF export needs a system library that is not installed here. "
    "Ask whoever looks after this machine to run: apt-get install libpango-1.0-0 libpangoft2-1.0-0"
)
TOO_MUCH = "This handout takes too long to lay out. Shorten the longest notes and try again."


def lay_out(html: str, *, densities: Sequence[str] = (), in_background: bool = False) -> Printed:
    """Print the page; with densities, on one page. Raises PaperError with a helpful message.

    A page that fits with no density comes back empty, with no pages. What is printed `in_background` has a press of
    its own, which lets everybody else go first.
    """
    order = json.dumps({"html": html, "densities": list(densities)}).encode()
    presses = _background if in_background else _presses
    head, _, pdf = presses.order(order).partition(b"\n")
    facts = json.loads(head)
    if facts["pages"] and not pdf.startswith(b"%PDF"):
        raise PaperError(TOO_MUCH)
    return Printed(pdf, facts["pages"], facts["density"], tuple(facts["missing"]))


class Press:
    """One child process that prints for this one, any number of orders at a time."""

    def __init__(self, niceness: int = 0) -> None:
        ours, theirs = socket.socketpair()
        limits = (str(child.CPU_SECONDS), str(child.PATIENCE_SECONDS), str(niceness))
        command = [sys.executable, str(Path(child.__file__)), str(FONTS), *limits]
        environment = {name: os.environ[name] for name in NEEDED if name in os.environ}
        with theirs:
            self.process = subprocess.Popen(command, stdin=theirs.fileno(), env=environment)  # noqa: S603 (our own file)
        self.orders, self.owner, self.lock = ours, os.getpid(), threading.Lock()

    def order(self, order: bytes) -> bytes:
        """What the press answers; raises Closed when it has gone home, PaperError when it cannot do it."""
        mine, theirs = socket.socketpair()
        with mine:
            with theirs, self.lock:
                try:
                    socket.send_fds(self.orders, [b"!"], [theirs.fileno()])
                except OSError as gone:
                    raise Closed from gone
            mine.settimeout(child.PATIENCE_SECONDS + GRACE_SECONDS)
            try:
                return self._exchange(mine, order)
            except TimeoutError as slow:
                raise PaperError(TOO_MUCH) from slow

    def _exchange(self, mine: socket.socket, order: bytes) -> bytes:
        try:
            is_alive = mine.recv(1) == child.ALIVE
        except ConnectionError:
            is_alive = False
        if not is_alive:
            raise Closed
        try:
            mine.sendall(order)
            mine.shutdown(socket.SHUT_WR)
            with mine.makefile("rb") as answer:
                said = answer.read()
        except (BrokenPipeError, ConnectionResetError) as fell:
            raise PaperError(TOO_MUCH) from fell
        if not said:  # stopped at its limits
            raise PaperError(TOO_MUCH)
        return said

    def close(self) -> int | None:
        """Send it home and say how it went; only whoever opened it may."""
        if self.owner != os.getpid():
            return None
        self.orders.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(timeout=5)
        self.process.kill()
        return self.process.wait()


class Closed(Exception):
    """The press is not there: its time was over, or it never came up."""


class _Presses:
    """A press of this process, opened when it is first needed and again when it has gone home."""

    def __init__(self, niceness: int = 0) -> None:
        self.niceness = niceness
        self.press: Press | None = None
        self.lock = threading.Lock()

    def order(self, order: bytes) -> bytes:
        try:
            return self._open().order(order)
        except Closed:
            self.put_away()
        try:
            return self._open().order(order)
        except Closed as never:
            raise PaperError(MISSING if self.put_away() == child.LIBRARY_MISSING else TOO_MUCH) from never

    def _open(self) -> Press:
        with self.lock:
            if self.press is None or self.press.owner != os.getpid():
                self.press = Press(self.niceness)
            return self.press

    def put_away(self) -> int | None:
        """Send the press home, if there is one, and say how it went."""
        with self.lock:
            press, self.press = self.press, None
            return press.close() if press else None


_presses, _background = _Presses(), _Presses(child.NICENESS)


@atexit.register
def send_home() -> None:
    """Close this process's presses; the next order opens another."""
    _presses.put_away()
    _background.put_away()
