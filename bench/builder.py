"""`bench/builder`: what an edit of the builder costs, against the floor of the same run, and what it asks of hands.

Needs PostgreSQL, Redis and Chromium. The first table asks the server as the page does, with 40 items over 4 phases and
with 5; the second counts clicks and keys in a real browser and the time until the eye sees an edit.
"""

import json
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode

from bench import hands, measure, server

NAME = "loadwell_bench_builder"
OPEN_FLOORS, EDIT_FLOORS = 8.0, 4.0
FORM = {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}
EDITS = ("Dose changed", "Exercise moved", "Undone", "Duplicated", "Removed", "Exercise added", "Removed again")


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        folder = stack.enter_context(server.folder())
        address = server.database(NAME)
        env = server.environment(address, options.port + 1, folder)
        server.python("manage.py", "migrate", "--verbosity", "0", env=env)
        server.python("manage.py", "collectstatic", "--no-input", "--verbosity", "0", env=env)
        cast = json.loads(server.python("-m", "bench.builder_fill", env=env, capture=True))
        floor_env = server.environment(address, options.port, folder, "bench.floor_settings")
        stack.enter_context(server.serving(floor_env, options.port, "/floor/"))
        stack.enter_context(server.serving(env, options.port + 1, "/healthz"))
        samples = measure.Samples()
        floor = measure.Visitor(options.port, samples)
        desks = [Desk(options.port + 1, samples, cast, size) for size in ("forty", "five")]
        for number in range(-options.warm_up, options.rounds):
            for visitor in (floor, *(desk.visitor for desk in desks)):
                visitor.is_warm = number >= 0
            floor.ask("Floor", "/floor/", cast["floor"])
            for desk in desks:
                desk.round(number)
        _print(samples)
        if not options.no_browser:
            print()
            hands.report(f"http://127.0.0.1:{options.port + 1}", cast)


class Desk:
    """A therapist at one programme, who leaves it as it was found."""

    def __init__(self, port: int, samples: measure.Samples, cast: dict[str, Any], size: str) -> None:
        self.visitor = measure.Visitor(port, samples)
        self.cookie, self.programme = cast["therapist"], cast[size]
        self.size = {"forty": "40 items", "five": "5 items"}[size]
        self.seen = "0"

    @property
    def url(self) -> str:
        return f"/programmes/{self.programme['programme']}/"

    def round(self, number: int) -> None:
        items = self.programme["items"]
        item = items[number % len(items)]
        page = self.visitor.ask(f"Page opened, {self.size}", self.url, self.cookie).decode()
        self.seen = re.search(r'data-seen="(\d+)"', page)[1]
        revision = re.search(rf'id="item-{item}".*?name="revision" value="(\d+)"', page, re.S)[1]
        dose = {"dose": f"3x{8 + number % 2} rest 60 rpe 4-6", "revision": revision, "is_core": "on"}
        self.edit("Dose changed", f"items/{item}/", dose)
        self.edit("Exercise moved", f"items/{item}/move/", {"step": 1 if number % 2 else -1})
        self.edit("Undone", "undo/")
        twin = _newest(self.edit("Duplicated", f"items/{item}/copy/"))
        self.edit("Removed", f"items/{twin}/remove/")
        wanted = {"q": "goblet squat", "to": self.programme["session"]}
        added = _newest(self.edit("Exercise added", "items/", wanted))
        self.edit("Removed again", f"items/{added}/remove/")

    def edit(self, name: str, path: str, values: dict[str, Any] | None = None) -> str:
        headers = FORM | {"X-Seen": str(self.seen)}
        body = urlencode(values or {}).encode()
        answer = self.visitor.ask(f"{name}, {self.size}", self.url + path, self.cookie, body, headers).decode()
        self.seen = json.loads(self.visitor.headers["HX-Trigger-After-Swap"])["draft"]["number"]
        return answer


def _newest(page: str) -> str:
    """The newest row of an answer."""
    return max(re.findall(r'id="item-(\d+)"', page), key=int)


def _print(samples: measure.Samples) -> None:
    print(f"{'':32}{'ms':>8}{'p95':>8}{'kB':>7}{'x floor':>9}  within budget")
    for row in ("Floor", *_rows()):
        ratio = samples.median(row) / samples.median("Floor")
        budget = OPEN_FLOORS if row.startswith("Page") else EDIT_FLOORS
        said = "" if row == "Floor" else "yes" if ratio <= budget else "over"
        kilobytes = samples.kilobytes[row]
        print(f"{row:32}{samples.median(row):8.2f}{samples.p95(row):8.2f}{kilobytes:7.1f}{ratio:9.2f}  {said}".rstrip())
    print()
    print(
        f"{len(samples.warm['Floor'])} rounds. Budgets: the page opens in {OPEN_FLOORS} x floor with 40 items over "
        f"4 phases, an edit is answered in {EDIT_FLOORS} x floor."
    )


def _rows() -> Iterator[str]:
    for size in ("40 items", "5 items"):
        yield f"Page opened, {size}"
        yield from (f"{edit}, {size}" for edit in EDITS)


def _options() -> Namespace:
    parser = ArgumentParser(prog="bench/builder", description=__doc__)
    parser.add_argument("--port", type=int, default=8191, help="the first of two ports (8191)")
    parser.add_argument("--rounds", type=int, default=150)
    parser.add_argument("--warm-up", type=int, default=20)
    parser.add_argument("--no-browser", action="store_true", help="leave out the second table")
    return parser.parse_args()


if __name__ == "__main__":
    main()
