"""The whole chain as it is run for real: web, two workers, two beats, PostgreSQL, Redis and a mail server.

One worker is killed with its children while it is handing messages over. Its two messages have not
been answered at that moment, so they are not counted as arrived, and each is due exactly once more:
nothing may come twice. (Had the server's answer been on its way at the moment of the kill, a double
of that one message would be allowed; delivery.py admits it. The server holds its answers back so
that this test does not depend on that luck.)
"""

from collections import Counter

import pytest

from patients.reminders.claims import BATCH
from tests.services.house import Database, House, Inbox, free_port, health, listening_workers, until

PROCESSES_A_WORKER = 2
PATIENTS = 2 * PROCESSES_A_WORKER * BATCH + 4  # work for every process, and some left over
BEFORE_THE_KILL = 20
ALL_GOOD = {"database": "ok", "broker": "ok", "beat": "ok"}


@pytest.mark.services
def test_each_due_reminder_arrives_once_through_the_death_of_a_worker(
    house: House, database: Database, broker: str, inbox: Inbox
) -> None:
    port = free_port()
    house.start("web", "manage.py", "serve", "--port", str(port))
    for name in ("first", "second"):
        options = ("-P", "prefork", "-c", str(PROCESSES_A_WORKER), "-n", f"{name}@%h")
        house.start(f"{name} worker", "-m", "celery", "-A", "clinic", "worker", *options)
    house.run("-m", "tests.services.seed", str(PATIENTS))
    until(lambda: listening_workers(broker) == 2, 30, "both workers are up")
    inbox.hold(after=BEFORE_THE_KILL)
    for name in ("first", "second"):
        house.start(f"{name} beat", "-m", "celery", "-A", "clinic", "beat", "-S", "celery.beat:Scheduler")

    until(lambda: inbox.is_holding(2 * PROCESSES_A_WORKER), 30, "both workers are in the middle of sending")
    house.kill("first worker")
    until(lambda: inbox.abandoned == PROCESSES_A_WORKER, 5, "the dead worker's connections are closed")
    inbox.release()
    until(lambda: states(database) == [("sent", PATIENTS)], 60, "every due row is settled")

    assert Counter(message["Message-ID"] for message in inbox.messages) == dict.fromkeys(message_ids(inbox), 1)
    assert sorted(message["To"] for message in inbox.messages) == addresses(database)
    assert database.rows("SELECT DISTINCT claim, lease_until FROM patients_reminder") == [(None, None)]
    until(lambda: health(port) == ALL_GOOD, 30, "the web process sees database, broker and beat")
    assert house.dead() == []
    assert [word for word in ("Traceback", "@example.test", "Patient") if word in house.said()] == []


def states(database: Database) -> list[tuple[str, int]]:
    """What became of the rows that are due; tomorrow's are planned already."""
    return database.rows("SELECT state, count(*) FROM patients_reminder WHERE due_at <= now() GROUP BY state")


def message_ids(inbox: Inbox) -> set[str]:
    return {message["Message-ID"] for message in inbox.messages}


def addresses(database: Database) -> list[str]:
    return sorted(address for (address,) in database.rows("SELECT email FROM patients_patient"))
