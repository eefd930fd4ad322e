"""`bench/reminders`: what finding, claiming, delivering and planning cost, with few and with many registered.

Needs PostgreSQL. Budgets: finding and claiming 1.2 x at most from few to many registered; a day planned in five
minutes by two processes with 500 MB together; 1,000 deliveries a second a core without the channel.
"""

import json
import os
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

import psycopg2

from bench import server

FEW = 10_000
RATIO, PLAN_SECONDS, PLAN_MB, A_SECOND = 1.2, 300, 500, 1_000
PROCESSES = 2


def main() -> None:
    options = _options()
    with server.folder() as folder:
        few = House(f"{options.name}_few", FEW, min(options.due, FEW), folder)
        many = House(f"{options.name}_many", options.patients, options.due, folder)
        for line in _report(options, few, many):
            print(line, flush=True)
    if not options.keep:
        for house in (few, many):
            _drop(house.name)


class House:
    """A filled database and the environment of its workers."""

    def __init__(self, name: str, patients: int, due: int, folder: str) -> None:
        self.name, self.patients = name, patients
        began = time.perf_counter()
        self.env = server.environment(server.database(name), 0, folder)
        server.python("manage.py", "migrate", "--verbosity", "0", env=self.env)
        server.python("-m", "bench.reminding_fill", str(patients), str(due), env=self.env)
        self.filled_seconds = time.perf_counter() - began

    def work(self, *words: object) -> dict[str, Any]:
        return json.loads(server.python("-m", "bench.reminding_work", *map(str, words), env=self.env, capture=True))

    def plan(self) -> tuple[float, list[dict[str, Any]]]:
        """Two processes, each with its half of the plans."""
        half = self.patients // PROCESSES
        parts = [(n * half, (n + 1) * half if n + 1 < PROCESSES else self.patients) for n in range(PROCESSES)]
        began = time.perf_counter()
        workers = [
            subprocess.Popen(
                [sys.executable, "-m", "bench.reminding_work", "plan", str(first), str(last)],
                cwd=server.ROOT, env=self.env, stdout=subprocess.PIPE, text=True,
            )
            for first, last in parts
        ]  # fmt: skip
        said = [json.loads(worker.communicate()[0]) for worker in workers]
        return time.perf_counter() - began, said


def _report(options: Namespace, few: House, many: House) -> Iterator[str]:
    yield f"{many.patients:,} registered against {few.patients:,}; load of the machine {os.getloadavg()[0]:.1f}"
    yield f"filled in {few.filled_seconds:.0f} s and {many.filled_seconds:.0f} s"
    rounds = [(few.work("claim", options.due), many.work("claim", options.due)) for _ in range(options.rounds)]
    for name, key, unit in (("A batch claimed", "median_ms", "ms, median"), ("All claimed", "seconds", "s")):
        small, large = (min(pair[side][key] for pair in rounds) for side in (0, 1))
        yield _against(f"{name} of {rounds[0][0]['rows']:,} due", small, large, unit)
    finds = [(few.work("find", 0), many.work("find", 0)) for _ in range(options.rounds)]
    small, large = (min(pair[side]["median_ms"] for pair in finds) for side in (0, 1))
    yield _against("Nothing due found", small, large, "ms, median")
    said = many.work("deliver", options.due)
    yield (
        f"Delivered without the channel: {said['sent']:,} of {said['rows']:,} in {said['seconds']:.1f} s, "
        f"{said['sent'] / said['seconds']:,.0f} a second, {said['sent'] / said['cpu']:,.0f} a second of processor time "
        f"of the worker ({_judged(said['sent'] / said['cpu'] >= A_SECOND)}: {A_SECOND:,})"
    )
    seconds, parts = many.plan()
    megabytes = sum(part["mb"] for part in parts)
    rows = _rows(many.env["DATABASE_URL"])
    yield (
        f"A day planned for {many.patients:,}, {PROCESSES} processes: {seconds:.0f} s "
        f"({_judged(seconds <= PLAN_SECONDS)}: {PLAN_SECONDS}), processor {sum(part['cpu'] for part in parts):.0f} s, "
        f"{megabytes:.0f} MB ({_judged(megabytes <= PLAN_MB)}: {PLAN_MB}); {rows:,} messages are planned"
    )
    seconds, parts = many.plan()
    yield f"Planned again, nothing new: {seconds:.0f} s; {_rows(many.env['DATABASE_URL']):,} messages are planned"
    yield from _peer(options, many)


def _against(name: str, small: float, large: float, unit: str) -> str:
    ratio = large / small
    return f"{name}: {small:.2f} and {large:.2f} {unit}, {ratio:.2f} x ({_judged(ratio <= RATIO)}: {RATIO} x)"


def _judged(holds: bool) -> str:
    return "within budget" if holds else "OVER BUDGET"


def _peer(options: Namespace, house: House) -> Iterator[str]:
    patients = min(options.peer or options.patients, options.patients)
    env = house.env | {"DJANGO_SETTINGS_MODULE": "bench.reminding_peer_settings"}
    due = min(options.due, patients)
    said = json.loads(server.python("-m", "bench.reminding_peer", str(patients), str(due), env=env, capture=True))
    yield (
        f"django-celery-beat, a periodic task for each of {patients:,}: read in {said['loaded']:.0f} s and "
        f"{said['mb']:.0f} MB, at every change anew; {said['sent']:,} of {due:,} due handed to the broker "
        f"in {said['sending']:.0f} s, written down in {said['sync']:.0f} s, by the one beat there may be"
    )


def _rows(address: str) -> int:
    connection = psycopg2.connect(address)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM patients_reminder WHERE state = 'planned'")
        return cursor.fetchone()[0]


def _drop(name: str) -> None:
    connection = psycopg2.connect(server.ADMIN)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    connection.close()


def _options() -> Namespace:
    parser = ArgumentParser(prog="bench/reminders", description=__doc__)
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=50_000, help="messages due in one minute")
    parser.add_argument("--rounds", type=int, default=3, help="of claiming, few and many in turn")
    parser.add_argument(
        "--peer", type=int, default=0, help="periodic tasks of django-celery-beat; default: as patients"
    )
    parser.add_argument("--name", default="loadwell_bench_reminders", help="what the databases' names begin with")
    parser.add_argument("--keep", action="store_true", help="leave the databases")
    return parser.parse_args()


if __name__ == "__main__":
    main()
