"""Ask for every row in turn, round after round, over connections that stay open."""

import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, RemoteDisconnected
from statistics import median, quantiles
from typing import Any

from bench.pages import PAGES, STORE_PATH, STORING, Page, session_body

CSRF = "b" * 32
AFTER = " (after a log)"


@dataclass
class Samples:
    """Milliseconds by row; the very first answer of each is kept apart."""

    warm: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    first: dict[str, float] = field(default_factory=dict)
    kilobytes: dict[str, float] = field(default_factory=dict)

    def median(self, name: str) -> float:
        return median(self.warm[name])

    def p95(self, name: str) -> float:
        return quantiles(self.warm[name], n=20)[-1]


class Visitor:
    """One connection to one server."""

    def __init__(self, port: int, samples: Samples) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.samples = samples
        self.is_warm = False
        self.headers: Mapping[str, str] = {}  # of the last answer

    def ask(
        self, name: str, path: str, cookie: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> bytes:
        """One request, timed from the first byte sent to the last one read; anything but success ends the run.

        A server may close a connection that waited long; opening another is not what is measured.
        Without a name nothing is noted.
        """
        try:
            milliseconds, status, content = self._exchange(path, cookie, body, headers)
        except (RemoteDisconnected, ConnectionError):
            self.connection.close()
            self._exchange("/healthz", cookie, None)
            milliseconds, status, content = self._exchange(path, cookie, body, headers)
        if status not in ((200,) if body is None else (200, 201, 302)):
            raise SystemExit(f"{name}: {path} answered {status}: {content[:300]!r}")
        if name:
            self._note(name, milliseconds, len(content))
        return content

    def _exchange(
        self, path: str, cookie: str, body: bytes | None, more: Mapping[str, str] | None = None
    ) -> tuple[float, int, bytes]:
        headers = {"Cookie": f"sessionid={cookie}; csrftoken={CSRF}"}
        if body is not None:
            headers |= {"X-CSRFToken": CSRF, "Content-Type": "application/json"}
        headers |= more or {}
        began = time.perf_counter()
        self.connection.request("GET" if body is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.headers = answer.headers
        return (time.perf_counter() - began) * 1000, answer.status, content

    def _note(self, name: str, milliseconds: float, size: int) -> None:
        if name not in self.samples.first:
            self.samples.first[name] = milliseconds
            self.samples.kilobytes[name] = size / 1000
        if self.is_warm:
            self.samples.warm[name].append(milliseconds)


class House:
    """One server with its cast, asked for all that is measured."""

    def __init__(self, port: int, cast: dict[str, Any], pages: Sequence[Page] = PAGES) -> None:
        self.samples = Samples()
        self.visitor = Visitor(port, self.samples)
        self.cast, self.pages = cast, pages

    def round(self, number: int) -> None:
        """Every page, then a session stored, then those that show it, each of them first in its turn."""
        regular = self.cast["regulars"][number % len(self.cast["regulars"])]
        for page in self.pages:
            self._open(page, regular, page.name)
        stored = json.loads(self.visitor.ask(STORING, STORE_PATH, regular["cookie"], session_body(regular)))
        showing = [page for page in self.pages if page.shows_logs]
        turn = number % len(showing)
        for page in showing[turn:] + showing[:turn]:
            self._open(page, regular, page.name + AFTER)
        self._take_back(stored, regular)

    def _open(self, page: Page, regular: dict[str, Any], name: str) -> None:
        self.visitor.ask(name, page.path(self.cast, regular), page.cookie(self.cast, regular))

    def _take_back(self, stored: dict[str, Any], regular: dict[str, Any]) -> None:
        """Remove the session again, so that every round finds what the first one found."""
        self.visitor.ask("", stored["address"].replace("/done/", "/remove/"), regular["cookie"], b"")


def run(floor: Visitor, floor_cookie: str, houses: Sequence[House], *, rounds: int, warm_up: int) -> None:
    """Interleave floor and houses, so that whatever else this machine does slows all of them."""
    for number in range(-warm_up, rounds):
        for visitor in (floor, *(house.visitor for house in houses)):
            visitor.is_warm = number >= 0
        floor.ask("floor", "/floor/", floor_cookie)
        for house in houses:
            house.round(number)
