"""The patient's own choices."""

import datetime as dt

import pytest

from clinic.models import AuditEvent
from patients.models import Patient, Plan, Reminder
from tests.patients.portal.visiting import NOON

WISHES = {
    "training_days": ["2", "4"],
    "reminders_on": "on",
    "reminder_hour": "07:00",
    "timezone": "Europe/Paris",
    "goal": "Dance at the wedding",
}


def test_settings_keep_the_patients_own_choices(as_pat, plan):
    answer = as_pat.post("/my/settings/", WISHES | {"reminder_hour": "09:30"})
    pat, plan = Patient.objects.get(), Plan.objects.get()
    assert answer.url == "/my/"
    assert (plan.training_days, plan.per_week_lo, plan.per_week_hi) == ("24", 2, 2)
    assert (pat.reminder_hour, pat.timezone, pat.goal) == (dt.time(9, 30), "Europe/Paris", "Dance at the wedding")
    assert sorted(AuditEvent.objects.values_list("verb", flat=True)) == ["patient_changed", "plan_days"]


def test_settings_can_turn_reminders_off_and_leave_the_plan_alone(as_pat, plan):
    data = {key: value for key, value in WISHES.items() if key not in ("reminders_on", "training_days")}
    as_pat.post("/my/settings/", data | {"reminder_hour": "18:30"})
    assert (Patient.objects.get().reminders_on, Plan.objects.get().events.count()) == (False, 0)


def test_settings_move_the_reminder_that_is_planned(as_pat, plan):
    as_pat.post(
        "/my/settings/", WISHES | {"training_days": ["3", "4"], "reminder_hour": "18:30", "timezone": "Europe/London"}
    )
    assert Reminder.objects.get(local_date=NOON.date()).due_at == dt.datetime(2026, 3, 4, 18, 30, tzinfo=dt.UTC)
    as_pat.post(
        "/my/settings/", WISHES | {"training_days": ["3", "4"], "reminder_hour": "20:00", "timezone": "Europe/London"}
    )
    assert Reminder.objects.get(local_date=NOON.date()).due_at == dt.datetime(2026, 3, 4, 20, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"training_days": ["2"]}, "choose at least 2 days"),
        ({"training_days": ["8"]}, "Choose days of the week."),
        ({"reminder_hour": "03:00"}, "Choose one of these times."),
        ({"reminder_hour": "25:61"}, "Choose one of these times."),
        ({"timezone": "Mars/Olympus"}, "Choose one of these places."),
        ({"goal": "x" * 301}, "Keep it under 300 characters."),
    ],
)
def test_settings_refuse_nonsense_at_the_field(as_pat, plan, changes, message):
    answer = as_pat.post("/my/settings/", WISHES | {"reminder_hour": "09:30"} | changes)
    assert (answer.status_code, message in answer.content.decode()) == (422, True)
    assert Plan.objects.get().training_days == ""


def test_settings_without_a_plan_still_keep_reminders_and_zone(as_pat):
    assert as_pat.post("/my/settings/", WISHES | {"reminder_hour": "09:30"}).status_code == 302
    assert Patient.objects.get().timezone == "Europe/Paris"


def test_pause_and_resume(as_pat, plan):
    as_pat.post("/my/settings/pause/")
    assert Plan.objects.get().state == "paused"
    assert as_pat.get("/my/settings/pause/").status_code == 405
    as_pat.post("/my/settings/resume/")
    assert Plan.objects.get().state == "active"
