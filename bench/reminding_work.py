"""One worker of `bench/reminders`: claims, delivers, or plans, and prints what it took as JSON."""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import django

django.setup()  # models can be imported from here on, hence the noqa below

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.reminding_fill import noon  # noqa: E402
from patients.models import Reminder  # noqa: E402
from patients.reminders import claims, delivery, planning  # noqa: E402
from patients.reminders.channels.email import Email  # noqa: E402

KINDS = ("training", "nudge", "recap", "review", "morning")
DUE = """
    INSERT INTO patients_reminder (patient_id, plan_id, kind, channel, local_date, due_at, state, attempts, outcome,
        created_at)
    SELECT n, n, kind, '', (now() AT TIME ZONE 'UTC')::date, date_trunc('minute', now()), 'planned', 0, '', now()
    FROM generate_series(1, %s) n, unnest(%s::text[]) kind
"""


def claim(due: int) -> dict[str, Any]:
    """Find and claim so many due rows, five a patient, batch after batch."""
    rows = _due(due // len(KINDS), KINDS)
    began, cpu = time.perf_counter(), time.process_time()
    times, count = [], 0
    while True:
        start = time.perf_counter()
        batch = claims.claim(timezone.now())
        times.append(time.perf_counter() - start)
        if not batch:
            break
        count += len(batch)
    assert count == rows
    times.sort()
    return {
        "rows": count, "seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu,
        "median_ms": times[len(times) // 2] * 1000,
    }  # fmt: skip


def find(due: int) -> dict[str, Any]:
    """Ask whether anything is due when nothing is, as every beat does."""
    _clear()
    times = []
    for _ in range(200):
        start = time.perf_counter()
        assert claims.claim(timezone.now()) == []
        times.append(time.perf_counter() - start)
    times.sort()
    return {"median_ms": times[100] * 1000}


def deliver(due: int) -> dict[str, Any]:
    """Everything between the beat and the channel: claim, ask again, hold, write down; the channel takes all."""
    _now_is_their_hour(due)
    rows = _due(due, KINDS[:1])
    Email.send = lambda *arguments, **named: None  # type: ignore[method-assign]
    began, cpu = time.perf_counter(), time.process_time()
    while delivery.drain():
        pass
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    sent = Reminder.objects.filter(pk__gte=_first, state="sent").count()
    return {"rows": rows, "sent": sent, "seconds": seconds, "cpu": cpu}


def plan(first: int, last: int) -> dict[str, Any]:
    began, cpu = time.perf_counter(), time.process_time()
    planning.sweep(timezone.now(), first, last)
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu, "mb": _megabytes()}


_first = 0


def _due(patients: int, kinds: tuple[str, ...]) -> int:
    global _first
    _clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM patients_reminder")
        _first = cursor.fetchone()[0]
        cursor.execute(DUE, [patients, list(kinds)])
        cursor.execute("VACUUM ANALYZE patients_reminder")
    return patients * len(kinds)


def _clear() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM patients_reminder WHERE local_date >= (now() AT TIME ZONE 'UTC')::date - 1")
        cursor.execute("VACUUM ANALYZE patients_reminder")


def _now_is_their_hour(patients: int) -> None:
    known = noon(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE patients_patient SET timezone = %s, reminder_hour = %s, last_session_on = current_date - 1 "
            "WHERE id <= %s",
            [known["noon"], known["hour"], patients],
        )
        cursor.execute("VACUUM ANALYZE patients_patient")


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


WORK: dict[str, Callable[..., dict[str, Any]]] = {"claim": claim, "find": find, "deliver": deliver, "plan": plan}

if __name__ == "__main__":
    json.dump(WORK[sys.argv[1]](*map(int, sys.argv[2:])), sys.stdout)
