"""All migrations on an empty PostgreSQL database, and what that database refuses afterwards."""

import psycopg2
import pytest

from tests.services.house import Database, House

REFUSED = {
    "one_open_plan_per_patient": (
        "INSERT INTO patients_plan (patient_id, programme_id, version_id, phase_number, state, starts_on,"
        " training_days, per_week_lo, per_week_hi, weeks_on_target, created_by_id, created_at)"
        " SELECT patient_id, programme_id, version_id, 1, 'paused', starts_on, '', 2, 3, 0, created_by_id, created_at"
        " FROM patients_plan"
    ),
    "one_reminder_a_day_and_kind": (
        "INSERT INTO patients_reminder (patient_id, plan_id, kind, channel, local_date, due_at, state, attempts,"
        " outcome, created_at) SELECT patient_id, id, 'training', '', starts_on, now(), 'planned', 0, '', now()"
        " FROM patients_plan, generate_series(1, 2)"
    ),
    "plan_sessions_a_week_in_range": "UPDATE patients_plan SET per_week_lo = 4, per_week_hi = 3",
    "patient_minutes_in_range": "UPDATE patients_patient SET minutes_available = 0",
    "user_email_null_rather_than_blank": "UPDATE clinic_user SET email = ''",
    "membership_role_known": "UPDATE clinic_membership SET role = 'owner'",
    "version_number_once": (
        "INSERT INTO programmes_version (programme_id, number, published_at, created_at, news)"
        " SELECT programme_id, number, now(), now(), '' FROM programmes_version"
    ),
}


@pytest.mark.services
def test_migrations_from_nothing_leave_the_constraints_that_guard_the_rows(house: House, database: Database) -> None:
    house.run("-m", "tests.services.seed", "1")
    refused = {name: refusal_of(database, sql) for name, sql in REFUSED.items()}
    assert refused == {name: name for name in REFUSED}


def refusal_of(database: Database, sql: str) -> str | None:
    """The constraint that said no; None if nothing did."""
    try:
        database.rows(sql)
    except psycopg2.IntegrityError as error:
        return error.diag.constraint_name or str(error)
    return None
