"""`bench/figures`: weigh the drawings, a page full of them and a handout with them, and time the drawing.

Needs PostgreSQL, Redis and what drawing takes (requirements-figures.txt). `--no-drawing` leaves the slow part out.
"""

import gzip
import json
import os
import re
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urljoin

from bench import server

NAME = "loadwell_bench_figures"
FIGURES = server.ROOT / "static" / "figures"
FIGURES_ON_THE_PAGE = 24
# Of the fonts in a style sheet, those that English words upright take.
FONTS_SHOWN = re.compile(r"""url\(["']?([^"')]+hyperlegible-(?:regular|bold)\.[^"')]*)""")
SVG = (("stills", 8, 5), ("moving", 16, 12))  # kB (1024 bytes): the most of one, the median below
REPOSITORY_MB, DRAWING_SECONDS, PAGE_KB, HANDOUT_RATIO = 15, 300, 250, 1.35


@dataclass(frozen=True)
class Row:
    name: str
    value: str
    budget: str
    holds: bool | None = None

    def __str__(self) -> str:
        verdict = {True: "yes", False: "over", None: ""}[self.holds]
        return f"{self.name:38}{self.value:>18}{self.budget:>12}  {verdict}".rstrip()


def main() -> None:
    options = _options()
    print(Row("", "measured", "budget"), "  within", sep="")
    for row in (*weights(), *served(options.port), *(drawing(options.processes) if options.drawing else ())):
        print(row, flush=True)


def weights() -> Iterator[Row]:
    """Of the files in the repository, gzipped one by one."""
    files = {path.name: path.read_bytes() for path in FIGURES.glob("*.svg")}
    for sort, most, middle in SVG:
        sizes = [
            len(gzip.compress(content)) / 1024
            for name, content in files.items()
            if (".moving." in name) == (sort == "moving")
        ]
        yield Row(f"{len(sizes)} {sort}, largest gzipped", f"{max(sizes):.2f} kB", f"{most} kB", max(sizes) <= most)
        yield Row(f"{sort.capitalize()}, median", f"{median(sizes):.2f} kB", f"{middle} kB", median(sizes) < middle)
    on_paper = server.ROOT / "exercises" / "figures" / "on_paper"
    total = sum(path.stat().st_size for folder in (FIGURES, on_paper) for path in folder.iterdir()) / 1e6
    yield Row("All in the repository", f"{total:.1f} MB", f"{REPOSITORY_MB} MB", total <= REPOSITORY_MB)


def served(port: int) -> Iterator[Row]:
    """The list as a browser loads it the first time, and the handouts."""
    with ExitStack() as stack:
        folder = stack.enter_context(server.folder())
        env = server.environment(server.database(NAME), port, folder)
        server.python("manage.py", "migrate", "--verbosity", "0", env=env)
        server.python("manage.py", "collectstatic", "--no-input", "--verbosity", "0", env=env)
        cast = json.loads(server.python("-m", "bench.search_fill", "0", env=env, capture=True))
        handout = json.loads(server.python("-m", "bench.handout", env=env, capture=True))
        stack.enter_context(server.serving(env, port, "/healthz"))
        visitor = _Visitor(port, cast["therapist"])
        page = visitor.load("/exercises/")
        yield from _page_rows(page)
    with_them, without = handout["with"], handout["without"]
    weight = with_them["bytes"] / without["bytes"]
    sizes = f"{with_them['bytes'] / 1000:.1f}/{without['bytes'] / 1000:.1f} kB"
    yield Row("Handout of 8, with and without", sizes, "")
    yield Row("  times the size", f"{weight:.2f} x", f"{HANDOUT_RATIO} x", weight <= HANDOUT_RATIO)
    slower = with_them["seconds"] / without["seconds"]
    yield Row("  processor time to render", f"{with_them['seconds']:.2f}/{without['seconds']:.2f} s", "")
    yield Row("  times the time", f"{slower:.2f} x", f"{HANDOUT_RATIO} x", slower <= HANDOUT_RATIO)


def _page_rows(page: dict[str, int]) -> Iterator[Row]:
    figures = {address: size for address, size in page.items() if "/figures/" in address}
    if len(figures) != FIGURES_ON_THE_PAGE:
        raise SystemExit(f"The list shows {len(figures)} drawings instead of {FIGURES_ON_THE_PAGE}.")
    fonts = [address for address in page if "hyperlegible" in address]
    if len(fonts) != 2:
        raise SystemExit(f"The list loads {len(fonts)} fonts instead of 2: {fonts}")
    total = sum(page.values()) / 1000
    yield Row(f"Its {len(figures)} drawings", f"{sum(figures.values()) / 1000:.0f} kB", "")
    yield Row("List of 24 exercises, all it loads", f"{total:.0f} kB", f"{PAGE_KB} kB", total < PAGE_KB)


def drawing(processes: int) -> Iterator[Row]:
    """All exercises in all outputs, into a folder of their own."""
    from exercises.figures import drawing as figures  # noqa: PLC0415 (numpy and shapely: only here)
    from exercises.figures.pose_files import load_figures  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        every = load_figures()
        for files in figures.draw_all([f for f in every.values() if f.drawn_as == f.key], processes=processes):
            figures.write(files, Path(folder), Path(folder) / "paper")
        seconds = time.perf_counter() - began
    name = f"Drawing all {len(every)}, {processes} processes"
    yield Row(name, f"{seconds:.0f} s", f"{DRAWING_SECONDS} s", seconds < DRAWING_SECONDS)


class _Loads(HTMLParser):
    """What a browser fetches for a page: scripts, styles, icons and pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "img") and given.get("src"):
            self.addresses.add(str(given["src"]))
        if tag == "link" and given.get("rel") in ("stylesheet", "icon", "preload", "modulepreload"):
            self.addresses.add(str(given["href"]))


class _Visitor:
    """A browser with an empty cache that takes gzip."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Cookie": f"sessionid={cookie}", "Accept-Encoding": "gzip"}

    def load(self, path: str) -> dict[str, int]:
        """Bytes of the page's answer and of everything it loads, by address; pictures further down too."""
        size, content = self._get(path)
        loads = _Loads()
        loads.feed(content.decode())
        sizes = {path: size}
        for address in sorted(loads.addresses):
            sizes[address], content = self._get(address)
            if address.endswith(".css"):
                fonts = {urljoin(address, font) for font in FONTS_SHOWN.findall(content.decode())}
                sizes |= {font: self._get(font)[0] for font in fonts}
        return sizes

    def _get(self, path: str) -> tuple[int, bytes]:
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        is_packed = answer.getheader("Content-Encoding") == "gzip"
        return len(content), gzip.decompress(content) if is_packed else content


def _options() -> Namespace:
    parser = ArgumentParser(prog="bench/figures", description=__doc__)
    parser.add_argument("--port", type=int, default=8191)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="to draw with")
    parser.add_argument("--no-drawing", dest="drawing", action="store_false", help="leave out drawing all of them")
    return parser.parse_args()


if __name__ == "__main__":
    main()
