"""`bench/reminders_chaos`: real workers and beats, PostgreSQL, Redis and a mail server; workers are killed at random.

Every message that is due is counted where it arrived: none may be lost, and there may be one double at most for
each kill (the window that delivery.py admits). Needs PostgreSQL and Redis; empties the Redis database it is given.
"""

import os
import random
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import Any

import redis

from bench import server
from tests.services.house import Database, House, Inbox, listening_workers, until

WORKERS, PROCESSES = 2, 2
SECONDS_A_MESSAGE = 0.01  # the mail server's own
EMAIL_TIMEOUT_SECONDS = 5  # a dead worker's rows are free after three of these
PATIENCE_SECONDS = 1_800
DUE = "SELECT state, count(*) FROM patients_reminder WHERE due_at <= now() GROUP BY state"
SETTLED = ("sent", "dropped", "undelivered")


def main() -> int:
    options = _options()
    random.seed(options.seed)
    inbox = Inbox(seconds=SECONDS_A_MESSAGE)
    inbox.controller.start()
    database = Database(options.name)
    with server.folder() as folder:
        house = _house(options, inbox, folder)
        try:
            seconds = _run(options, house, database, inbox)
        finally:
            house.stop()
            inbox.controller.stop()
    faults = _report(options, database, inbox, seconds)
    database.drop()
    return faults


def _house(options: Namespace, inbox: Inbox, folder: str) -> House:
    """Migrated and filled: everybody is due at this minute."""
    env = server.environment(server.database(options.name), 0, folder) | {
        "REDIS_URL": options.redis,
        "EMAIL_URL": inbox.url,
        "EMAIL_TIMEOUT": str(EMAIL_TIMEOUT_SECONDS),
        "LOADWELL_TICK_SECONDS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with redis.Redis.from_url(options.redis) as client:
        client.flushdb()
    house = House(env, Path(folder))
    house.manage("migrate", "--verbosity", "0")
    house.run("-m", "bench.reminding_fill", str(options.messages), str(options.messages))
    return house


def _run(options: Namespace, house: House, database: Database, inbox: Inbox) -> float:
    for number in range(WORKERS):
        _start_worker(house, number)
    until(lambda: listening_workers(options.redis) == WORKERS, 120, "the workers are up")
    for number in range(2):
        house.start(f"beat {number}", "-m", "celery", "-A", "clinic", "beat", "-S", "celery.beat:Scheduler")
    began = time.monotonic()
    # each kill when so many have arrived: spread over the whole run, whatever the machine's pace
    for arrived in sorted(random.sample(range(1, options.messages * 19 // 20), options.kills)):
        until(lambda: len(inbox.messages) >= arrived, PATIENCE_SECONDS, f"{arrived} have arrived")  # noqa: B023
        number = random.randrange(WORKERS)
        house.kill(f"worker {number}")
        _start_worker(house, number)
    until(lambda: _is_settled(database, options.messages), PATIENCE_SECONDS, "every due row is settled")
    return time.monotonic() - began


def _start_worker(house: House, number: int) -> None:
    options = ("-P", "prefork", "-c", str(PROCESSES), "-n", f"worker-{number}-{time.monotonic_ns()}@%h")
    house.start(f"worker {number}", "-m", "celery", "-A", "clinic", "worker", *options)


def _is_settled(database: Database, messages: int) -> bool:
    time.sleep(0.5)
    states: dict[str, Any] = dict(database.rows(DUE))
    return sum(states.get(state, 0) for state in SETTLED) >= messages


def _report(options: Namespace, database: Database, inbox: Inbox, seconds: float) -> int:
    arrived = Counter(message["To"] for message in inbox.messages)
    lost = options.messages - len(arrived)
    doubles = sum(count - 1 for count in arrived.values())
    print(
        f"{options.messages:,} messages, {options.kills} x kill -9 of a worker with its children, seed {options.seed}"
    )
    print(f"{seconds:.0f} s, load of the machine {os.getloadavg()[0]:.1f}; rows: {dict(database.rows(DUE))}")
    print(f"lost: {lost}; doubles: {doubles} (at most {options.kills}); hung up on the mail server: {inbox.abandoned}")
    return int(lost > 0 or doubles > options.kills)


def _options() -> Namespace:
    parser = ArgumentParser(prog="bench/reminders_chaos", description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--redis", default=server.REDIS)
    parser.add_argument("--name", default="loadwell_bench_chaos", help="the database's name")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
