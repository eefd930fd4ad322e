"""Many different handouts by two workers, beside bare WeasyPrint calls one after another; and the memory it takes."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import server
from bench.figures import Row

WORKERS = 2
BARE_SHARE, MOST_MB, FIRST_SECONDS, GROWTH = 0.6, 400, 3.0, 1.1
SAMPLE = 40  # bare calls, half of them before and half after
LOOK_SECONDS, WEIGHED_EACH = 0.05, 10


def rows(env: dict[str, str], count: int) -> Iterator[Row]:
    """Export that many with a worker of its own; the database is migrated and empty."""
    _made("fill", str(count), env=env)
    before = _bare(env, count)
    with _worker(env) as looks:
        told = json.loads(_made("export", "pdf", env=env))
        taken, worked = list(looks.megabytes), sum(looks.seconds.values())
    bare, bare_worked = (sum(pair) / 2 for pair in zip(before, _bare(env, count), strict=True))
    if (told["state"], told["printed"]) != ("ready", count):
        raise SystemExit(f"The export ended as {told}.")
    share = told["all"] / (bare * count)
    quarter = max(len(taken) // 4, 1)
    early, late = max(taken[quarter : 2 * quarter], default=1), max(taken[-quarter:], default=1)
    yield Row(f"{count} different ones by {WORKERS} workers, bound", f"{told['all']:.0f} s", "")
    yield Row("  beside so many bare calls", f"{share:.2f} x", f"{BARE_SHARE} x", share <= BARE_SHARE)
    yield Row(
        "  processor time of each worker beside all of theirs", f"{worked / WORKERS / (bare_worked * count):.2f} x", ""
    )
    yield Row("  the first of them", f"{told['first']:.1f} s", f"{FIRST_SECONDS:.0f} s", told["first"] <= FIRST_SECONDS)
    yield Row(
        "  memory in all, at most", f"{max(taken, default=0):.0f} MB", f"{MOST_MB} MB", max(taken, default=0) <= MOST_MB
    )
    yield Row("  its last quarter beside its second", f"{late / early:.2f} x", f"{GROWTH} x", late <= GROWTH * early)
    yield Row("  the one PDF", f"{told['bytes'] / 1e6:.1f} MB", "")


def _bare(env: dict[str, str], count: int) -> tuple[float, float]:
    """Seconds of one bare call by the clock, and of the processor."""
    clock, processor = json.loads(_made("bare", str(min(SAMPLE // 2, count)), env=env))
    return clock, processor


def _made(*words: str, env: dict[str, str]) -> str:
    return server.python("-m", "bench.exporting_made", *words, env=env, capture=True)


class Looks:
    """What the worker and all below it take: MB at each look, pages they share counted by share, and seconds of work.

    Nobody counts the seconds of a child that is gone; what it had worked when it was last seen is as good.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.megabytes: list[float] = []
        self.seconds: dict[int, float] = {}
        self.idle: dict[int, float] = {}
        self.looks = 0

    def look(self) -> None:
        tree = _tree(self.pid)
        self.looks += 1
        if self.looks % WEIGHED_EACH == 0:  # weighing costs more than the rest of a look
            self.megabytes.append(sum(map(_megabytes, tree)))
        for pid in tree:
            self.seconds[pid] = max(_seconds(pid) - self.idle.get(pid, 0.0), self.seconds.get(pid, 0.0))

    def begin(self) -> None:
        """What was before does not count."""
        self.idle = {pid: _seconds(pid) for pid in _tree(self.pid)}
        self.megabytes, self.seconds = [], {}


@contextmanager
def _worker(env: dict[str, str]) -> Iterator[Looks]:
    """A worker as in the Procfile, and what it takes meanwhile."""
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "clinic", "worker", "--concurrency", str(WORKERS)]
    process = subprocess.Popen(command, cwd=server.ROOT, env=env | {"REMAP_SIGTERM": "SIGQUIT"})
    looks, over = Looks(process.pid), threading.Event()

    def look() -> None:
        while not over.wait(LOOK_SECONDS):
            looks.look()

    watcher = threading.Thread(target=look)
    time.sleep(5)  # it is there when the clinic asks
    looks.begin()
    watcher.start()
    try:
        yield looks
    finally:
        over.set()
        watcher.join()
        process.terminate()
        process.wait(timeout=60)


def _tree(pid: int) -> list[int]:
    children = (task / "children" for task in Path(f"/proc/{pid}/task").glob("*"))
    try:
        below = [int(child) for file in children for child in file.read_text().split()]
    except OSError:  # gone meanwhile
        return []
    return [pid, *(one for child in below for one in _tree(child))]


def _seconds(pid: int) -> float:
    try:
        numbers = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int) -> float:
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1000 if found else 0.0
