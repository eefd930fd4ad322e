"""`python -m bench.reminding_fill PATIENTS DUE`: so many patients with plans, two weeks of sessions and messages.

Written by SQL, in parts of the database's own making. The first DUE patients train every day, have had no message
this week, and hear from us at this very minute, where it is noon for them.
"""

import datetime as dt
import sys

import django

django.setup()  # models can be imported from here on, hence the noqa below

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.fill import clinic_of  # noqa: E402
from programmes.models import Phase, Programme, Session, Version  # noqa: E402

CLINICS = 50
ZONES = (
    "Europe/London", "Europe/Paris", "Europe/Lisbon", "America/New_York", "America/Chicago", "America/Los_Angeles",
    "Asia/Kolkata", "Australia/Sydney",
)  # fmt: skip
DAYS = ("135", "24", "", "136", "25", "", "1357", "26")
HOURS = ("18:30", "18:30", "18:30", "07:30", "12:15", "20:00", "09:00", "17:00")

PATIENTS = """
    INSERT INTO patients_patient (id, clinic_id, therapist_id, first_name, last_name, email, phone, timezone, goal,
        reminders_on, reminder_hour, reminders_by, muted_kinds, figure_look, last_session_on, changes, seen_changes,
        created_at)
    SELECT n, c.id, c.seat, 'Pat', 'P' || n, 'p' || n || '@bench.test', '',
        CASE WHEN n <= %(due)s THEN %(noon)s ELSE (%(zones)s::text[])[1 + n %% 8] END, '', true,
        CASE WHEN n <= %(due)s THEN %(hour)s::time ELSE ((%(hours)s::text[])[1 + n / 8 %% 8])::time END, '', '', '',
        current_date - 1 - (n %% 4), 1, 1, now()
    FROM generate_series(1, %(patients)s) n
    JOIN (SELECT row_number() OVER () AS place, clinic.id, min(seat.id) AS seat FROM clinic_clinic clinic
          JOIN clinic_membership seat ON seat.clinic_id = clinic.id GROUP BY clinic.id) c
      ON c.place = 1 + n %% %(clinics)s
"""
PLANS = """
    INSERT INTO patients_plan (id, patient_id, programme_id, version_id, phase_number, state, starts_on,
        training_days, per_week_lo, per_week_hi, weeks_on_target, created_by_id, created_at)
    SELECT id, id, %(programme)s, %(version)s, 1, 'active', current_date - 40 - (id %% 60)::int,
        CASE WHEN id <= %(due)s THEN '1234567' ELSE (%(days)s::text[])[1 + id %% 8] END,
        2, 3, 0, %(by)s, now() - interval '40 days'
    FROM patients_patient
"""
LOGS = """
    INSERT INTO patients_sessionlog (uuid, patient_id, plan_id, session_id, local_date, logged_at, source,
        as_prescribed, note, is_short, stopped)
    SELECT gen_random_uuid(), id, id, %(session)s, last_session_on - 3 * n, now(), 'portal', true, '', false, ''
    FROM patients_patient, generate_series(0, 3) n
"""
MESSAGES = """
    INSERT INTO patients_reminder (patient_id, plan_id, kind, channel, local_date, due_at, state, attempts, outcome,
        created_at)
    SELECT id, id, 'training', 'email', current_date - 3 * n, current_date - 3 * n + time '18:30', 'sent', 1, '', now()
    FROM patients_patient, generate_series(1, 4) n
    WHERE id > %(due)s
"""
SEQUENCES = """
    SELECT setval(pg_get_serial_sequence('patients_' || name, 'id'), %(patients)s)
    FROM unnest(ARRAY['patient', 'plan']) name
"""


def main(patients: int, due: int) -> None:
    known = _frame() | {"patients": patients, "due": due} | noon(timezone.now())
    known |= {"zones": list(ZONES), "days": list(DAYS), "hours": list(HOURS), "clinics": CLINICS}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # every row fits: no need to look up each key
        for statement in (PATIENTS, PLANS, LOGS, MESSAGES, SEQUENCES):
            cursor.execute(statement, known)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def noon(now: dt.datetime) -> dict[str, str]:
    """A zone in which it is noon now, whatever the time of day, and this minute there."""
    ahead = 12 - now.astimezone(dt.UTC).hour
    return {"noon": f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT", "hour": f"12:{now.minute:02}"}


def _frame() -> dict[str, int]:
    """Clinics with a therapist each, and one programme that everybody follows."""
    for number in range(CLINICS):
        clinic, seats = clinic_of(f"clinic-{number}", 1)
    by = seats[0].user
    programme = Programme.objects.create(clinic=clinic, name="Home strength", created_by=by)
    version = Version.objects.create(programme=programme, number=1, published_at=timezone.now(), published_by=by)
    phase = Phase.objects.create(version=version, position=1, name="Strength", kind="strength", weeks=52)
    session = Session.objects.create(phase=phase, position=1, name="A")
    return {"programme": programme.pk, "version": version.pk, "session": session.pk, "by": by.pk}


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
