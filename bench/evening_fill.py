"""`python -m bench.evening_fill PATIENTS DAYS`: a clinic whose patients have all trained today, on either database.

Each has a plan of three exercises and trained every third or fourth day, with noisy pain, a morning answer and weekly
answers. Every eighth lives with a flare-up, every ninth is silent, every tenth has written.
"""

import datetime as dt
import json
import sys
from typing import Any

import django

django.setup()  # models can be imported from here on, hence the noqa below

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.fill import clinic_of, patients_of, plans_of  # noqa: E402
from clinic.models import Clinic, Membership  # noqa: E402
from exercises.models import Exercise  # noqa: E402
from patients.models import CheckIn, Flare, Message, MorningAnswer, Patient, SessionLog  # noqa: E402
from programmes.models import Version  # noqa: E402
from programmes.services import load_library  # noqa: E402

THERAPISTS = 50
AT_ONCE = 2_000
WEEKS = 8


def main(number: int, days: int) -> None:
    with transaction.atomic():
        load_library()
        clinic, staff = clinic_of("evening", THERAPISTS)
        Clinic.objects.update(proposals_on=True)
        exercises = list(Exercise.objects.filter(clinic=None).order_by("key")[:3])
        for first in range(0, number, AT_ONCE):
            _some(clinic, staff, exercises, first, min(AT_ONCE, number - first))
        Version.objects.update(published_at=timezone.now() - dt.timedelta(days=364))
        _train(days)
        _say()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    tables = {"patients": "patients_patient", "sessions": "patients_sessionlog", "sets": "patients_setlog"}
    json.dump({what: _rows(table) for what, table in tables.items()}, sys.stdout)


def _some(clinic: Clinic, staff: list[Any], exercises: list[Exercise], first: int, number: int) -> None:
    """So many more patients with their plans; their addresses have a name of their own in each portion."""
    clinic.slug = f"evening-{first}"
    plans_of(patients_of(clinic, staff, number), staff, exercises)


def _train(days: int) -> None:
    """Rows of sessions, exercises and sets, made in the database by statements that both kinds understand."""
    uuid = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    today = timezone.now().date()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_day (n integer, day date, at timestamp with time zone)")
        back = [(n, today - dt.timedelta(days=round(n * 3.5))) for n in range(int(days / 3.5))]
        rows = [(n, f"{day}", f"{day} 18:30:00+00:00") for n, day in back]
        cursor.executemany("INSERT INTO bench_day VALUES (%s, %s, %s)", rows)
        cursor.execute(LOGS.format(uuid=uuid))
        cursor.execute(ITEMS)
        cursor.execute(SETS)
        cursor.execute(NEWEST)
        cursor.execute(COUNTED)


LOGS = """
    INSERT INTO patients_sessionlog (uuid, patient_id, plan_id, session_id, local_date, logged_at, source,
                                     as_prescribed, pain_now, pain_highest, effort, confidence, note, is_short, stopped)
    SELECT {uuid}, plan.patient_id, plan.id, session.id, day, at, 'portal', true,
           (plan.id + n) % 3, (plan.id + n) % 3 + (plan.id % 5) / 2, 4 + n % 2, 6 + (plan.id + n) % 3, '', false, ''
    FROM patients_plan plan
    JOIN programmes_phase phase ON phase.version_id = plan.version_id
    JOIN programmes_session session ON session.phase_id = phase.id
    CROSS JOIN bench_day
    WHERE plan.id % 9 <> 0 OR n > 3
    ORDER BY day, plan.id
"""
ITEMS = """
    INSERT INTO patients_itemlog (session_log_id, item_id, skipped, easier)
    SELECT log.id, item.id, '', '' FROM patients_sessionlog log
    JOIN programmes_item item ON item.session_id = log.session_id ORDER BY log.id, item.position
"""
SETS = """
    INSERT INTO patients_setlog (item_log_id, number, side, reps)
    SELECT item.id, number, '', 10 FROM patients_itemlog item
    CROSS JOIN (SELECT 1 AS number UNION SELECT 2 UNION SELECT 3) numbers ORDER BY item.id, number
"""
NEWEST = """
    UPDATE patients_patient SET last_session_on = (
        SELECT max(local_date) FROM patients_sessionlog log WHERE log.patient_id = patients_patient.id)
"""
WEEK_OF = {"sqlite": "date(local_date, '-6 days', 'weekday 1')", "postgresql": "date_trunc('week', local_date)::date"}
COUNTED = f"""
    INSERT INTO patients_planweek (plan_id, starts_on, sessions_done, target)
    SELECT plan_id, {WEEK_OF[connection.vendor]}, count(*), 2 FROM patients_sessionlog GROUP BY 1, 2
"""


def _say() -> None:
    """Mornings, weeks, flare-ups and messages."""
    now, today = timezone.now(), timezone.now().date()
    monday = today - dt.timedelta(days=today.weekday())
    lately = SessionLog.objects.filter(local_date__range=(today - dt.timedelta(days=30), today - dt.timedelta(days=1)))
    MorningAnswer.objects.bulk_create(
        (
            MorningAnswer(log_id=pk, pain=pain, local_date=day + dt.timedelta(days=1), logged_at=now)
            for pk, pain, day in lately.values_list("pk", "pain_now", "local_date").iterator()
        ),
        batch_size=AT_ONCE,
    )
    patients = list(Patient.objects.order_by("pk"))
    CheckIn.objects.bulk_create(
        (
            CheckIn(
                patient=patient, week=day, local_date=day, logged_at=now, usual_pain=patient.pk % 3,
                confidence=6 + (patient.pk + week) % 3, worry=patient.pk % 8, sleep=7, stress=3, is_flare=False,
            )
            for week in range(WEEKS)
            for day in [monday - dt.timedelta(weeks=week)]
            for patient in patients
        ),
        batch_size=AT_ONCE,
    )  # fmt: skip
    writer = Membership.objects.earliest("pk").user
    Flare.objects.bulk_create(Flare(patient=patient, began_on=today, logged_at=now) for patient in patients[::8])
    Message.objects.bulk_create(
        Message(patient=patient, is_from_patient=True, by=writer, text="Is that right?", sent_at=now)
        for patient in patients[::10]
    )


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
