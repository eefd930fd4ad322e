"""`python -m bench.reminding_peer PATIENTS DUE`: django-celery-beat with one periodic task for each patient."""

import json
import resource
import sys
import time
from typing import Any

import django

django.setup()  # models can be imported from here on, hence the noqa below

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django_celery_beat.schedulers import DatabaseScheduler  # noqa: E402

from clinic.celery import app  # noqa: E402

TASKS = """
    INSERT INTO django_celery_beat_periodictask (name, task, args, kwargs, headers, description, enabled, one_off,
        crontab_id, total_run_count, last_run_at, date_changed)
    SELECT 'remind-' || n, 'patients.tasks.remind', '[' || n || ']', '{}', '{}', '', true, false,
        CASE WHEN n <= %(due)s THEN %(now)s ELSE %(other)s END, 0, now() - interval '1 day', now()
    FROM generate_series(1, %(patients)s) n
"""
CRONTAB = """
    INSERT INTO django_celery_beat_crontabschedule (minute, hour, day_of_week, day_of_month, month_of_year, timezone)
    VALUES (%s, %s, '*', '*', '*', 'UTC') RETURNING id
"""


class Scheduler(DatabaseScheduler):
    """The broker takes all at once: only the scheduler is measured."""

    sent = 0

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **named: Any) -> None:
        if advance:
            self.reserve(entry)
        Scheduler.sent += 1


def main(patients: int, due: int) -> None:
    call_command("migrate", "django_celery_beat", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(minute from now() AT TIME ZONE 'UTC'), extract(hour from now() AT TIME ZONE 'UTC')"
        )
        minute, hour = map(int, cursor.fetchone())
        cursor.execute(CRONTAB, [f"{minute}", f"{hour}"])
        now = cursor.fetchone()[0]
        cursor.execute(CRONTAB, [f"{minute}", f"{(hour + 12) % 24}"])
        cursor.execute(TASKS, {"patients": patients, "due": due, "now": now, "other": cursor.fetchone()[0]})
        cursor.execute("VACUUM ANALYZE")
    began = time.perf_counter()
    scheduler = Scheduler(app=app, lazy=False)
    loaded = time.perf_counter() - began
    began, end = time.perf_counter(), time.perf_counter() + 300
    while Scheduler.sent < due and time.perf_counter() < end:
        scheduler.tick()
    sending = time.perf_counter() - began
    began = time.perf_counter()
    scheduler.sync()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {"loaded": loaded, "sent": Scheduler.sent, "sending": sending, "mb": megabytes}
    json.dump(said | {"sync": time.perf_counter() - began}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
