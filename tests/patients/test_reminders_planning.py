"""Which rows planning writes, when they are due, and that doing it twice changes nothing."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.models import Membership
from patients.models import Patient, Plan, Reminder
from patients.reminders import planning
from patients.services import people, plans
from patients.tasks import plan_reminders
from tests.clock_changes import clock_changes, still_holds
from tests.factories import PatientFactory, PlanFactory, SessionLogFactory

__all__ = ["clock_changes"]

WEDNESDAY_MORNING = "2026-03-04T09:00:00Z"


@pytest.fixture
def plan(pat: Patient) -> Plan:
    """Pat trains on Monday, Wednesday and Friday and hears from us at 18:30, London time."""
    return PlanFactory(patient=pat, training_days="135")


def rows(patient: Patient | None = None) -> list[tuple[str, str, str]]:
    """Every row about training as local day, moment in UTC and state; of the others tell test_reminders_kinds."""
    found = Reminder.objects.filter(kind="training").order_by("due_at", "id")
    if patient:
        found = found.filter(patient=patient)
    return [(f"{row.local_date}", f"{row.due_at.astimezone(dt.UTC):%FT%R}", row.state) for row in found]


def plan_at(moment: str) -> None:
    with time_machine.travel(moment, tick=False):
        plan_reminders()


def change(row: Patient | Plan, **fields: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)


def test_training_day_gets_a_row_at_the_patients_hour(plan: Plan) -> None:
    plan_at(WEDNESDAY_MORNING)
    assert rows() == [("2026-03-04", "2026-03-04T18:30", "planned")]


def test_eve_of_a_training_day_gets_tomorrows_row(plan: Plan) -> None:
    plan_at("2026-03-03T23:30:00Z")
    assert rows() == [("2026-03-04", "2026-03-04T18:30", "planned")]


def test_planning_twice_changes_nothing(plan: Plan) -> None:
    plan_at(WEDNESDAY_MORNING)
    first = list(Reminder.objects.values())
    plan_at("2026-03-04T09:05:00Z")
    assert list(Reminder.objects.values()) == first


@pytest.mark.parametrize(
    "fields",
    [
        {"reminders_on": False},
        {"email": ""},
        {"archived_at": dt.datetime(2026, 3, 3, tzinfo=dt.UTC)},
    ],
)
def test_patient_who_cannot_or_does_not_want_gets_no_row(plan: Plan, fields: dict[str, object]) -> None:
    change(plan.patient, **fields)
    plan_at(WEDNESDAY_MORNING)
    assert rows() == []


@pytest.mark.parametrize("fields", [{"state": "paused"}, {"state": "ended"}, {"starts_on": dt.date(2026, 3, 6)}])
def test_plan_without_training_now_gets_no_row(plan: Plan, fields: dict[str, object]) -> None:
    change(plan, **fields)
    plan_at(WEDNESDAY_MORNING)
    assert rows() == []


def test_plan_kept_up_after_relief_is_reminded_too(plan: Plan) -> None:
    change(plan, state=Plan.State.MAINTAIN)
    plan_at(WEDNESDAY_MORNING)
    assert rows() == [("2026-03-04", "2026-03-04T18:30", "planned")]


def test_demo_clinic_in_a_real_house_gets_no_row(plan: Plan) -> None:
    change(plan.patient.clinic, is_demo=True)
    plan_at(WEDNESDAY_MORNING)
    assert rows() == []


def test_day_already_trained_gets_no_row(plan: Plan) -> None:
    SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, 4))
    plan_at(WEDNESDAY_MORNING)
    assert rows() == []


def test_hour_just_missed_by_an_outage_is_still_planned(plan: Plan) -> None:
    change(plan, created_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
    change(plan.patient, last_session_on=dt.date(2026, 3, 3))
    plan_at("2026-03-04T19:30:00Z")
    assert rows() == [("2026-03-04", "2026-03-04T18:30", "planned")]


def test_hour_before_the_plan_was_made_is_not_planned(plan: Plan) -> None:
    change(plan, created_at=dt.datetime(2026, 3, 4, 19, tzinfo=dt.UTC))
    plan_at("2026-03-04T19:30:00Z")
    assert rows() == []


def test_evening_that_is_over_is_not_planned(plan: Plan) -> None:
    change(plan, created_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
    plan_at("2026-03-04T21:30:00Z")
    assert rows() == []


@pytest.mark.parametrize(("chosen", "due"), [("06:00", "2026-03-04T08:00"), ("22:15", "2026-03-04T20:45")])
def test_hour_inside_quiet_hours_is_moved(plan: Plan, chosen: str, due: str) -> None:
    change(plan.patient, reminder_hour=dt.time.fromisoformat(chosen))
    plan_at("2026-03-04T05:00:00Z")
    assert rows() == [("2026-03-04", due, "planned")]


def test_any_day_plan_is_reminded_until_the_week_is_done(pat: Patient) -> None:
    plan = PlanFactory(patient=pat, training_days="", per_week_lo=2, per_week_hi=3)
    for day in range(2, 9):  # Monday to Sunday
        plan_at(f"2026-03-{day:02}T09:00:00Z")
    reminded = {row[0] for row in rows()}
    assert reminded == {"2026-03-03", "2026-03-05", "2026-03-07"}  # and not on Sunday: two will not fit any more
    SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, 9))
    SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, 11))
    for day in range(11, 15):
        plan_at(f"2026-03-{day:02}T09:00:00Z")
    assert [row for row in rows() if row[0] >= "2026-03-11" and row[0] < "2026-03-15"] == []


def test_fifth_reminder_of_a_week_is_not_planned(plan: Plan) -> None:
    change(plan, training_days="1234567")
    for day in range(2, 6):
        Reminder.objects.create(
            patient=plan.patient,
            plan=plan,
            local_date=dt.date(2026, 3, day),
            due_at=dt.datetime(2026, 3, day, 18, 30, tzinfo=dt.UTC),
            state=Reminder.State.SENT,
        )
    plan_at("2026-03-06T09:00:00Z")
    assert [row for row in rows() if row[0] > "2026-03-05"] == []
    plan_at("2026-03-08T09:00:00Z")  # Sunday: the new week starts tomorrow
    assert [row for row in rows() if row[0] > "2026-03-05"] == [("2026-03-09", "2026-03-09T18:30", "planned")]


def test_changed_hour_moves_the_planned_row(plan: Plan) -> None:
    plan_at(WEDNESDAY_MORNING)
    change(plan.patient, reminder_hour=dt.time(17))
    plan_at("2026-03-04T09:05:00Z")
    assert rows() == [("2026-03-04", "2026-03-04T17:00", "planned")]


def test_hour_changed_to_one_already_past_ends_the_day(plan: Plan) -> None:
    plan_at(WEDNESDAY_MORNING)
    change(plan.patient, reminder_hour=dt.time(8))
    plan_at("2026-03-04T12:00:00Z")
    row = Reminder.objects.get()
    assert (row.state, row.outcome) == ("dropped", "The hour was changed to one already past.")


def test_row_waiting_for_another_try_keeps_its_time(plan: Plan) -> None:
    plan_at(WEDNESDAY_MORNING)
    retry = dt.datetime(2026, 3, 4, 19, tzinfo=dt.UTC)
    Reminder.objects.update(attempts=1, due_at=retry)
    plan_at("2026-03-04T18:45:00Z")
    assert Reminder.objects.get().due_at == retry


def test_travelling_patient_is_reminded_by_the_new_clock(plan: Plan) -> None:
    plan_at(WEDNESDAY_MORNING)
    change(plan.patient, timezone="America/New_York")
    plan_at("2026-03-04T12:00:00Z")
    assert rows() == [("2026-03-04", "2026-03-04T23:30", "planned")]


def test_patients_own_calendar_decides_across_the_date_line(plan: Plan, sam: Patient) -> None:
    change(plan.patient, timezone="Pacific/Kiritimati")
    PlanFactory(patient=sam, training_days="135")
    change(sam, timezone="Pacific/Pago_Pago")
    plan_at("2026-03-04T10:30:00Z")  # Thursday 00:30 for Pat, Tuesday 23:30 for Sam
    assert rows(plan.patient) == [("2026-03-06", "2026-03-06T04:30", "planned")]
    assert rows(sam) == [("2026-03-04", "2026-03-05T05:30", "planned")]


def test_week_of_the_clock_change_keeps_the_local_hour(plan: Plan) -> None:
    change(plan, training_days="1234567", starts_on=dt.date(2026, 3, 9))
    change(plan.patient, muted_kinds="barrier")
    for day in range(27, 32):
        change(plan.patient, last_session_on=dt.date(2026, 3, day - 1))
        plan_at(f"2026-03-{day:02}T01:30:00Z")
    assert [due for _, due, _ in rows()] == [
        "2026-03-27T18:30",
        "2026-03-28T18:30",
        "2026-03-29T17:30",
        "2026-03-30T17:30",
        "2026-03-31T17:30",
        "2026-04-01T17:30",
    ]


def test_vanished_zone_falls_back_to_the_clinics(plan: Plan) -> None:
    change(plan.patient, timezone="Mars/Olympus_Mons")
    change(plan.patient.clinic, timezone="Asia/Kolkata")
    plan_at("2026-03-04T03:00:00Z")
    assert rows() == [("2026-03-04", "2026-03-04T13:00", "planned")]


def test_clinic_without_a_known_zone_stops_nobody(plan: Plan, sam: Patient) -> None:
    PlanFactory(patient=sam, training_days="135")
    change(plan.patient, timezone="Mars/Olympus_Mons")
    change(plan.patient.clinic, timezone="Moon/Tranquility")
    plan_at("2026-03-04T03:00:00Z")
    assert [due for _, due, _ in rows()] == ["2026-03-04T18:30", "2026-03-04T18:30"]


def test_every_clock_change_keeps_the_local_hour(anna: Membership, clock_changes: list[dict[str, str]]) -> None:
    """A patient in every zone, each planned around the changes of their own clocks."""
    zones_by_day: dict[dt.date, set[str]] = {}
    for row in filter(still_holds, clock_changes):
        zones_by_day.setdefault(dt.date.fromisoformat(row["local_before"][:10]), set()).add(row["zone"])
    for zone in set.union(*zones_by_day.values()):
        patient = PatientFactory(clinic=anna.clinic, therapist=anna, membership=None, timezone=zone)
        PlanFactory(patient=patient, training_days="1234567", starts_on=dt.date(2026, 1, 1))
    for day, zones in zones_by_day.items():
        Reminder.objects.all().delete()
        Patient.objects.update(reminders_on=False)
        trained_on = day - dt.timedelta(days=2)
        Patient.objects.filter(timezone__in=zones).update(reminders_on=True, last_session_on=trained_on)
        plan_at(f"{day - dt.timedelta(days=1)}T12:00:00Z")  # that day is today or tomorrow all over the world
        found = Reminder.objects.filter(local_date=day, kind="training").select_related("patient")
        local = {row.patient.timezone: f"{row.due_at.astimezone(row.patient.zone):%F %R}" for row in found}
        assert local == dict.fromkeys(zones, f"{day} 18:30")


def test_replan_moves_one_patients_rows_at_once(plan: Plan, sam: Patient) -> None:
    PlanFactory(patient=sam, training_days="135")
    with time_machine.travel(WEDNESDAY_MORNING, tick=False):
        planning.replan(plan.patient)
    assert rows() == [("2026-03-04", "2026-03-04T18:30", "planned")]
    assert Reminder.objects.get().patient == plan.patient


def test_changed_days_and_hour_are_planned_at_once(plan: Plan, anna: Membership) -> None:
    change(plan, training_days="2")
    with time_machine.travel(WEDNESDAY_MORNING, tick=False):
        plans.set_days(
            plan=plan, training_days="35", per_week_lo=2, per_week_hi=2, reminder_hour=dt.time(19), by=anna.user
        )
    assert rows() == [("2026-03-04", "2026-03-04T19:00", "planned")]


def test_changed_zone_moves_the_planned_row_at_once(plan: Plan, anna: Membership) -> None:
    plan_at(WEDNESDAY_MORNING)
    with time_machine.travel(WEDNESDAY_MORNING, tick=False):
        people.change_patient(patient=plan.patient, timezone="America/New_York", by=anna.user)
    assert rows() == [("2026-03-04", "2026-03-04T23:30", "planned")]


def test_resumed_plan_is_reminded_of_the_same_day(plan: Plan, anna: Membership) -> None:
    change(plan, state="paused")
    with time_machine.travel(WEDNESDAY_MORNING, tick=False):
        plans.resume(plan=plan, by=anna.user)
    assert rows() == [("2026-03-04", "2026-03-04T18:30", "planned")]


def test_planning_costs_no_more_queries_for_more_patients(plan: Plan, anna: Membership) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            plan_at(WEDNESDAY_MORNING)
        return len([query for query in seen if not query["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE"))])

    first = queries()
    for _ in range(5):
        PlanFactory(patient__clinic=anna.clinic, patient__therapist=anna, training_days="135")
    assert queries() == first
    assert Reminder.objects.count() == 6


def test_plans_are_read_in_chunks(plan: Plan, anna: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "PLANS_AT_ONCE", 2)
    for _ in range(4):
        PlanFactory(patient__clinic=anna.clinic, patient__therapist=anna, training_days="135")
    plan_at(WEDNESDAY_MORNING)
    assert Reminder.objects.count() == 5
