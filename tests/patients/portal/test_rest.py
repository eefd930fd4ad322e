"""A rest until a day: said once, ended by itself on the patient's own calendar, or earlier by the patient."""

import datetime as dt

import pytest

from patients.models import Flare, Patient, Plan, PlanEvent, SafetyLock
from patients.reminders import planning
from patients.services import plans
from tests.patients.portal.visiting import NOON, Forms, text

URL = "/my/settings/pause/"


def test_a_holiday_until_a_day_is_said_on_today_and_in_the_history(as_pat, plan):
    assert as_pat.post(URL, {"why": "holiday", "until": "2026-03-14"}).url == "/my/"
    stored = Plan.objects.get()
    assert (stored.state, stored.resume_on) == ("paused", dt.date(2026, 3, 14))
    said = PlanEvent.objects.get(kind="paused")
    assert (said.why, said.until, said.by) == ("holiday", dt.date(2026, 3, 14), stored.patient.membership.user)
    page = text(as_pat, "today")
    assert "goes on by itself on Saturday 14 March" in page
    assert "resting until Saturday 14 March" in text(as_pat, "settings")


def test_without_a_day_it_rests_until_it_is_taken_up(as_pat, plan, clock):
    as_pat.post(URL, {})
    clock.shift(dt.timedelta(days=300))
    planning.plan()
    assert (Plan.objects.get().state, Plan.objects.get().resume_on) == ("paused", None)


@pytest.mark.parametrize("until", ["2026-03-04", "2026-03-01", "2028-01-01", "2026-02-31", "soon"])
def test_a_day_that_cannot_be_is_named_and_nothing_rests(as_pat, plan, until):
    answer = as_pat.post(URL, {"why": "ill", "until": until})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "field-error" in page
    assert "I am not well" in page
    assert 'value="ill"' in page
    assert "checked" in page.split('value="ill"')[1].split(">")[0]
    assert Plan.objects.get().state == "active"


def test_another_day_replaces_the_first(as_pat, plan):
    for until in ("2026-03-10", "2026-03-20"):
        as_pat.post(URL, {"until": until})
    assert Plan.objects.get().resume_on == dt.date(2026, 3, 20)
    assert [event.until.day for event in PlanEvent.objects.filter(kind="paused")] == [20, 10]  # the newest first


@pytest.mark.parametrize(
    ("zone", "hours", "state"),
    [("Europe/London", 23, "paused"), ("Europe/London", 24, "active"), ("Pacific/Auckland", 23, "active")],
)
def test_it_goes_on_by_itself_on_that_day_where_the_patient_is(as_pat, plan, clock, zone, hours, state):
    as_pat.post(URL, {"until": "2026-03-10"})
    Patient.objects.update(timezone=zone)
    clock.move_to(dt.datetime(2026, 3, 9, tzinfo=dt.UTC) + dt.timedelta(hours=hours))
    planning.plan()
    planning.plan()
    stored = Plan.objects.get()
    assert stored.state == state
    assert PlanEvent.objects.filter(kind="resumed").count() == (state == "active")
    if state == "active":
        assert stored.resume_on is None


def test_keeping_it_up_goes_on_as_keeping_it_up(as_pat, plan, anna, clock):
    plans.maintain(plan=plan, by=anna.user)
    as_pat.post(URL, {"until": "2026-03-10"})
    clock.shift(dt.timedelta(days=7))
    planning.plan()
    assert Plan.objects.get().state == "maintain"


def test_back_earlier_is_one_tap_and_the_day_is_forgotten(as_pat, plan):
    as_pat.post(URL, {"until": "2026-03-14"})
    answer = as_pat.post("/my/settings/resume/", follow=True)
    assert "Start gently" in Forms(answer.content.decode()).text
    assert (Plan.objects.get().state, Plan.objects.get().resume_on) == ("active", None)


# Reminders meanwhile


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({}, True),
        ({"locked": True}, False),
        ({"began": 0}, False),
        ({"began": 1}, False),
        ({"began": 2}, True),
    ],
)
def test_reminders_are_silent_under_a_lock_and_at_the_start_of_a_flare_up(pat, plan, clock, told, wanted):
    Plan.objects.update(training_days="1234567", per_week_lo=7, per_week_hi=7)
    today = NOON.date()
    if told.get("locked"):
        SafetyLock.objects.create(patient=pat, urgency="now", signs="chest", local_date=today, raised_at=NOON)
    if "began" in told:
        Flare.objects.create(patient=pat, began_on=today - dt.timedelta(days=told["began"]), logged_at=NOON)
    planning.plan()
    assert pat.reminders.filter(local_date=today).exists() is wanted
