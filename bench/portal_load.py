"""`bench/portal_load`: phones that all come back online at the same moment and send what they kept.

Needs PostgreSQL and Redis, and the real server command. The network is back for all in the same instant, and every
phone does what static/js/portal/sync.js does: it waits a random part of the spread, then sends its sessions together,
and one by one what was not answered. Every tenth phone sends everything twice, as two tabs without a lock would. Then
the same without the wait, which no phone does: it shows what the wait is for. At the end of each the database is asked
what it holds: nothing lost, nothing double.
"""

import json
import random
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from contextlib import ExitStack
from http.client import HTTPConnection, HTTPException
from statistics import median, quantiles
from typing import Any

import environ
import psycopg2

from bench import server
from bench.measure import CSRF
from bench.pages import STORE_PATH, session_body

NAME = "loadwell_bench_load"
P95_BUDGET_MS = 2_000
SPREAD_SECONDS = 60.0  # as in static/js/portal/sync.js
ANSWER_WITHIN_SECONDS = 20  # and here
TRIES = 5
TWICE_EVERY = 10


class Phone(threading.Thread):
    """One patient's device: sends what it kept, and an entry again until the server has named it."""

    def __init__(self, port: int, seat: dict[str, Any], entries: list[bytes], wait_seconds: float) -> None:
        super().__init__(daemon=True)
        self.port, self.seat, self.entries, self.wait_seconds = port, seat, entries, wait_seconds
        self.milliseconds: list[float] = []
        self.faults: Counter[str] = Counter()
        self.unsent = 0

    def run(self) -> None:
        time.sleep(self.wait_seconds)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_WITHIN_SECONDS)
        if len(self.entries) < 2 or not self._sent_together(connection):
            for entry in self.entries:
                self.unsent += not any(self._sent(connection, entry) for _ in range(TRIES))
        connection.close()

    def _sent_together(self, connection: HTTPConnection) -> bool:
        texts = json.dumps([entry.decode() for entry in self.entries]).encode()
        _, said = self._post(connection, f"{STORE_PATH}?together", texts)
        named = [answer.get("uuid") for answer in (said or {}).get("answers", ())]
        return named == [json.loads(entry)["uuid"] for entry in self.entries]

    def _sent(self, connection: HTTPConnection, entry: bytes) -> bool:
        _, said = self._post(connection, STORE_PATH, entry)
        return bool(said) and said.get("uuid") == json.loads(entry)["uuid"]

    def _post(self, connection: HTTPConnection, path: str, body: bytes) -> tuple[int, Any]:
        """The status and what is said; whatever is not ours, is a fault."""
        headers = {
            "Cookie": f"sessionid={self.seat['cookie']}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Content-Type": "application/json",
            "Accept": "application/json",
        }
        began = time.perf_counter()
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, HTTPException) as error:
            connection.close()
            self.faults[type(error).__name__] += 1
            return 0, None
        self.milliseconds.append((time.perf_counter() - began) * 1000)
        if answer.status in (200, 201):
            return answer.status, json.loads(said)
        self.faults[str(answer.status)] += 1
        return answer.status, None


def main() -> None:
    options = _options()
    with ExitStack() as stack:
        folder = stack.enter_context(server.folder())
        print("Filling the database ...", flush=True)
        address = server.database(NAME)
        env = server.environment(address, options.port, folder)
        server.python("manage.py", "migrate", "--verbosity", "0", env=env)
        server.python("manage.py", "collectstatic", "--no-input", "--verbosity", "0", env=env)
        seats = json.loads(server.python("-m", "bench.portal_load_fill", str(options.phones), env=env, capture=True))
        stack.enter_context(server.serving(env, options.port, "/healthz"))
        print(f"{options.phones} phones back at once, {options.sessions} sessions each.")
        print(f"As they do it, each within {options.spread:g} random seconds ...", flush=True)
        is_good = _run(_phones(options, seats, options.spread), address)
        print("Were all to send in the same second ...", flush=True)
        _run(_phones(options, seats, 0), address)
        sys.exit(not is_good)


def _run(phones: list[Phone], address: str) -> bool:
    before = _stored(address).keys()
    began = time.perf_counter()
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join()
    seconds = time.perf_counter() - began
    stored = _stored(address)
    return _report(phones, seconds, Counter({key: stored[key] for key in stored.keys() - before}))


def _phones(options: Namespace, seats: list[dict[str, Any]], spread_seconds: float) -> list[Phone]:
    twice = [seat for number, seat in enumerate(seats) if number % TWICE_EVERY == 0]
    chance = random.Random(6)
    waits = {seat["cookie"]: chance.uniform(0, spread_seconds) for seat in seats}
    kept = {seat["cookie"]: [session_body(seat) for _ in range(options.sessions)] for seat in seats}
    return [Phone(options.port, seat, kept[seat["cookie"]], waits[seat["cookie"]]) for seat in (*seats, *twice)]


def _stored(address: str) -> Counter[str]:
    """How often each entry is in the database."""
    parts = environ.Env.db_url_config(address)
    connection = psycopg2.connect(
        host=parts["HOST"], port=parts["PORT"], user=parts["USER"], password=parts["PASSWORD"], dbname=parts["NAME"]
    )
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT uuid, (SELECT count(*) FROM patients_itemlog WHERE session_log_id = log.id) "
                       "FROM patients_sessionlog log")  # fmt: skip
        found = Counter({row[0]: row[1] for row in cursor.fetchall()})
    connection.close()
    return found


def _report(phones: list[Phone], seconds: float, stored: Counter[str]) -> bool:
    """Print what came of it; whether all of it is as it should be."""
    sent = {json.loads(entry)["uuid"]: len(json.loads(entry)["items"]) for phone in phones for entry in phone.entries}
    lost = [key for key in sent if key not in stored]
    wrong = [key for key, items in stored.items() if sent.get(key) != items]
    times = [milliseconds for phone in phones for milliseconds in phone.milliseconds]
    faults = sum((phone.faults for phone in phones), Counter())
    p95 = quantiles(times, n=20)[-1]
    is_good = not lost and not wrong and not any(phone.unsent for phone in phones) and p95 < P95_BUDGET_MS
    rate = sum(len(phone.entries) for phone in phones) / seconds
    print(f"{len(sent):,} sessions in {len(times):,} requests within {seconds:.1f} s ({rate:.0f} sessions a second)")
    print(
        f"stored {len(stored):,}; lost {len(lost)}; double or incomplete {len(wrong)}; faults {dict(faults) or 'none'}"
    )
    print(f"median {median(times):.0f} ms; p95 {p95:.0f} ms; longest {max(times):.0f} ms")
    print(f"Budget: nothing lost, nothing double, p95 below {P95_BUDGET_MS:,} ms: {'yes' if is_good else 'over'}")
    return is_good


def _options() -> Namespace:
    parser = ArgumentParser(prog="bench/portal_load", description=__doc__)
    parser.add_argument("--port", type=int, default=8181)
    parser.add_argument("--phones", type=int, default=500)
    parser.add_argument("--sessions", type=int, default=5)
    parser.add_argument("--spread", type=float, default=SPREAD_SECONDS, help="seconds over which phones begin")
    return parser.parse_args()


if __name__ == "__main__":
    main()
