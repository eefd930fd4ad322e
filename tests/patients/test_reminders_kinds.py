"""Which kinds of messages a patient gets over weeks, told by whole stories: planned and delivered beat by beat."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail

from clinic.models import Membership
from patients.entries import SessionEntry
from patients.models import (
    Attention,
    BarrierAnswer,
    Channel,
    CheckIn,
    MessageRule,
    Patient,
    Plan,
    PlanEvent,
    Reminder,
)
from patients.reminders import planning, snoozing
from patients.reminders.channels import vapid
from patients.reminders.occasions import due_at
from patients.reminders.wanted import wanted_on
from patients.services import flares, locks, logs, people, plans
from patients.tasks import deliver_reminders, plan_reminders, watch_patients
from programmes.models import Session
from tests.clock_changes import clock_changes, still_holds
from tests.factories import PlanFactory

__all__ = ["clock_changes"]

UTC = dt.UTC
DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 3, 2)  # the plan begins
Told = list[tuple[str, str, str]]


@pytest.fixture
def plan(pat: Patient) -> Plan:
    """Pat trains on Monday, Wednesday and Friday and hears from us at 18:30, London time."""
    made = PlanFactory(patient=pat, training_days="135", per_week_lo=3)
    Plan.objects.filter(pk=made.pk).update(created_at=at("2026-03-01T10:00"))
    return made


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=UTC)


def march(day: int) -> dt.date:
    return dt.date(2026, 3, day)


def change(row: Patient | Plan, **fields: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)


def plan_at(moment: str | dt.datetime) -> None:
    with time_machine.travel(moment, tick=False):
        plan_reminders()


def train(plan: Plan, day: dt.date, hour: int = 12) -> None:
    """Log a session as the phone does."""
    with time_machine.travel(dt.datetime.combine(day, dt.time(hour), UTC), tick=False):
        session = Session.objects.get(phase__version=plan.version)
        done = SessionEntry(uuid.uuid4(), session.pk, day, as_prescribed=True)
        logs.store(patient=plan.patient, entry=done, by=plan.patient.membership.user)


def live(first: dt.date, until: dt.date, at_noon: Callable[[dt.date], object] | None = None) -> Told:
    """Go through these days and return what went out in all: day, hour where the patient is, kind."""
    day = first
    while day <= until:
        noon = dt.datetime.combine(day, dt.time(12), UTC)
        plan_at(noon - dt.timedelta(hours=8))
        _deliver(noon)
        if at_noon:
            at_noon(day)
        _deliver(noon + dt.timedelta(hours=10))
        day += DAY
    return sent()


def _deliver(until: dt.datetime) -> None:
    """Beat after beat, at each moment at which something is due."""
    while (row := Reminder.objects.filter(state="planned", due_at__lte=until).last()) is not None:
        with time_machine.travel(row.due_at, tick=False):
            deliver_reminders()
            plan_reminders()


def sent() -> Told:
    rows = Reminder.objects.filter(state="sent").select_related("patient__clinic").order_by("sent_at")
    return [
        (f"{row.local_date:%a %d %b}", f"{row.due_at.astimezone(row.patient.zone):%H:%M}", row.kind) for row in rows
    ]


def kinds(told: Told) -> list[str]:
    return [f"{day} {kind}" for day, _, kind in told]


# Stories


def test_nothing_logged_from_the_start(plan: Plan) -> None:
    """One reminder and one nudge, help on day two, a fresh start after a week, ever less, and a last word."""
    assert live(MONDAY, dt.date(2026, 4, 12)) == [
        ("Mon 02 Mar", "18:30", "training"),
        ("Mon 02 Mar", "20:00", "nudge"),
        ("Wed 04 Mar", "18:30", "start"),
        ("Fri 06 Mar", "18:30", "training"),
        ("Mon 09 Mar", "18:30", "fresh"),
        ("Mon 16 Mar", "18:30", "training"),
        ("Mon 23 Mar", "18:30", "training"),
        ("Mon 30 Mar", "18:30", "training"),
        ("Wed 01 Apr", "18:30", "last"),
    ]
    with time_machine.travel("2026-04-12T12:00:00Z", tick=False):
        watch_patients()
    reasons = dict(Attention.objects.filter(end="").values_list("reason", "words"))
    assert reasons["stopped"] == "Messages have stopped since 1 April: nothing was logged for a long time"
    train(plan, dt.date(2026, 4, 13))
    told = live(dt.date(2026, 4, 13), dt.date(2026, 4, 15))
    assert "Wed 15 Apr training" in kinds(told)  # one session, and messages are back
    with time_machine.travel("2026-04-15T19:00:00Z", tick=False):
        watch_patients()
    assert not Attention.objects.filter(end="", reason="stopped").exists()


def test_trains_before_the_hour_twice_a_week_on_any_day(plan: Plan) -> None:
    change(plan, training_days="", per_week_lo=2)

    def at_noon(day: dt.date) -> None:
        if day.isoweekday() in (2, 5):
            train(plan, day)

    assert live(MONDAY, march(9), at_noon) == [
        ("Wed 04 Mar", "09:00", "morning"),
        ("Sat 07 Mar", "09:00", "morning"),
        ("Sun 08 Mar", "17:00", "recap"),
    ]


def test_what_is_answered_is_not_asked(plan: Plan) -> None:
    train(plan, march(6))
    log = plan.patient.logs.get()
    answer = {"uuid": uuid.uuid4(), "pain": 2, "local_date": march(7), "logged_at": at("2026-03-07T07:00")}
    type(log).morning.related.related_model.objects.create(log=log, **answer)
    CheckIn.objects.create(patient=plan.patient, week=MONDAY, local_date=march(7), logged_at=at("2026-03-07T07:00"))
    assert live(march(7), march(8)) == []


def test_week_below_target_is_asked_about_once(plan: Plan) -> None:
    """The week of the 9th has one session of three; two weeks later it is not asked again."""
    for day in (2, 4, 6, 13):
        train(plan, march(day))
    told = live(march(15), march(18))
    assert kinds(told)[:3] == ["Sun 15 Mar recap", "Mon 16 Mar barrier", "Wed 18 Mar training"]
    train(plan, march(20))
    assert "barrier" not in {kind for *_, kind in live(march(20), march(25))[3:]}


def test_week_below_target_that_was_explained_is_not_asked_about(plan: Plan) -> None:
    train(plan, march(13))
    BarrierAnswer.objects.create(patient=plan.patient, week=march(9), what="time", answered_at=at("2026-03-15T07:00"))
    assert kinds(live(march(16), march(16)))[:1] == ["Mon 16 Mar training"]


def test_flare_up_is_quiet_then_kind(plan: Plan, anna: Membership) -> None:
    train(plan, MONDAY)

    def at_noon(day: dt.date) -> None:
        if day == march(4):
            with time_machine.travel("2026-03-04T12:00:00Z", tick=False):
                flares.begin_once(patient=plan.patient, uuid=uuid.uuid4(), began_on=day, by=anna.user)

    told = live(march(4), march(8), at_noon)
    assert kinds(told) == ["Fri 06 Mar flare", "Sun 08 Mar recap"]
    row = Reminder.objects.get(local_date=march(4), kind="training")
    assert (row.state, row.outcome) == ("dropped", "A flare-up has just begun.")


def test_looks_back_at_four_weeks_with_somebody_who_trains(plan: Plan) -> None:
    train(plan, march(28))
    assert kinds(live(march(30), march(30))) == ["Mon 30 Mar review"]


def test_keeping_it_up_thins_out_and_ends_with_a_word(plan: Plan, anna: Membership) -> None:
    with time_machine.travel("2026-03-04T12:00:00Z", tick=False):
        plans.maintain(plan=plan, by=anna.user)
    PlanEvent.objects.update(at=at("2026-03-04T12:00"))
    told = kinds(live(march(4), dt.date(2026, 9, 20)))
    assert [each for each in told if not each.endswith("training")] == [
        "Thu 05 Mar booster",
        "Wed 18 Mar booster",
        "Wed 15 Apr booster",
        "Wed 03 Jun booster",
        "Wed 02 Sep last",
    ]
    assert [each.removesuffix(" training") for each in told if each.endswith("training")] == [
        "Wed 04 Mar",  # weekly
        "Mon 09 Mar",
        "Mon 16 Mar",
        "Mon 23 Mar",
        "Mon 30 Mar",
        "Mon 13 Apr",  # fortnightly
        "Mon 27 Apr",
        "Mon 11 May",
        "Mon 25 May",
        "Mon 22 Jun",  # monthly
        "Mon 20 Jul",
        "Mon 17 Aug",
    ]


def test_ended_plan_says_goodbye_unless_another_follows(plan: Plan, anna: Membership) -> None:
    with time_machine.travel("2026-03-04T12:00:00Z", tick=False):
        plans.end(plan=plan, by=anna.user)
        PlanEvent.objects.update(at=at("2026-03-04T12:00"))
        planning.replan(plan.patient)
    assert kinds(live(march(4), march(8))) == ["Thu 05 Mar last"]
    assert "come back" not in mail.outbox[0].subject


def test_plan_that_follows_takes_the_goodbye_back(plan: Plan, anna: Membership) -> None:
    with time_machine.travel("2026-03-04T12:00:00Z", tick=False):
        plans.assign(
            patient=plan.patient, programme=plan.programme, by=anna.user, starts_on=march(4), training_days="35",
            per_week_lo=2, per_week_hi=2,
        )  # fmt: skip
    assert kinds(live(march(4), march(5)))[:1] == ["Wed 04 Mar training"]
    assert not Reminder.objects.filter(kind="last").exists()


# What changes meanwhile


def test_session_logged_lock_pause_and_archive_take_back_at_once(plan: Plan, anna: Membership) -> None:
    def states() -> set[tuple[str, str]]:
        return set(Reminder.objects.filter(local_date=march(4)).values_list("state", "outcome"))

    with time_machine.travel("2026-03-04T12:00:00Z", tick=False):
        plan_reminders()
        assert states() == {("planned", "")}
        plans.pause(plan=plan, by=anna.user)
        assert states() == {("dropped", "The plan is paused.")}
        plans.resume(plan=plan, by=anna.user)
        assert states() == {("planned", "")}
        lock, _ = locks.raise_once(patient=plan.patient, uuid=uuid.uuid4(), signs=["bladder"], by=anna.user)
        assert states() == {("dropped", "A sign that needs help was ticked: the programme is closed.")}
        locks.clear(lock=lock, reason="Looked at, all well.", by=anna.user)
        assert states() == {("planned", "")}
        people.archive(patient=plan.patient, by=anna.user)
        assert "planned" not in {state for state, _ in states()}


def test_outage_of_a_day_loses_no_milestone_and_sends_no_stale_reminder(plan: Plan) -> None:
    """Nothing ran on Wednesday: help for the start comes on Thursday, the training day does not."""
    live(MONDAY, MONDAY)
    assert kinds(live(march(5), march(5)))[2:] == ["Thu 05 Mar start"]


def test_two_beats_side_by_side_write_each_row_once(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other beat plans while this one has read what there is and not yet written."""
    read = planning.read

    def slow(*args: object) -> object:
        known = read(*args)
        monkeypatch.setattr(planning, "read", read)
        planning.plan()
        return known

    monkeypatch.setattr(planning, "read", slow)
    plan_at("2026-03-04T09:00:00Z")
    assert Reminder.objects.filter(local_date=march(4)).count() == 1


def test_large_house_is_swept_in_slices_and_then_rests(
    plan: Plan, sam: Patient, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable
) -> None:
    other = PlanFactory(patient=sam, training_days="135")
    monkeypatch.setattr(planning, "SLICE", max(plan.pk, other.pk) - 1)
    for _ in range(2):  # the second beat finds it resting
        with time_machine.travel("2026-03-06T09:00:00Z", tick=False), django_capture_on_commit_callbacks(execute=True):
            plan_reminders()
    assert set(Reminder.objects.values_list("patient", flat=True)) == {plan.patient_id, sam.pk}


# Snooze, mute, quiet, and what a clinic changed


def message(plan: Plan, day: dt.date = MONDAY) -> Reminder:
    """The training reminder that went out on that day."""
    live(day, day)
    return Reminder.objects.get(kind="training", local_date=day)


def test_later_today_comes_in_place_of_the_nudge(plan: Plan) -> None:
    change(plan.patient, reminder_hour=dt.time(9))
    row = message(plan)
    Reminder.objects.filter(kind="nudge").delete()
    with time_machine.travel("2026-03-02T13:00:00Z", tick=False):
        asked = snoozing.later(row)
        assert snoozing.later(row) == asked  # a second tap moves nothing but the minute
    assert asked.due_at == at("2026-03-02T15:00")
    Reminder.objects.filter(kind="later").update(due_at=at("2026-03-02T21:30"))
    Reminder.objects.filter(kind="later").update(due_at=at("2026-03-02T15:00"))
    _deliver(at("2026-03-02T22:00"))
    assert sent()[-1] == ("Mon 02 Mar", "15:00", "later")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-02T18:45", "2026-03-02T20:45"),
        ("2026-03-02T20:00", "2026-03-02T20:45"),
        ("2026-03-02T20:30", "2026-03-03T18:30"),  # too close to the quiet hours
        ("2026-03-03T02:00", "2026-03-03T08:00"),
    ],
)
def test_later_keeps_out_of_the_quiet_hours(plan: Plan, now: str, due: str) -> None:
    row = Reminder(patient=plan.patient, plan=plan, local_date=MONDAY, kind="training")
    with time_machine.travel(at(now), tick=False):
        assert snoozing.later(row).due_at == at(due)


def test_tomorrow_stands_for_tomorrows_training_day(plan: Plan) -> None:
    change(plan, training_days="12")
    row = message(plan)
    with time_machine.travel("2026-03-02T18:40:00Z", tick=False):
        plan_reminders()
        snoozing.tomorrow(row)
        plan_reminders()
    told = live(march(3), march(3))
    assert [each for each in told if each[0] == "Tue 03 Mar"] == [("Tue 03 Mar", "18:30", "later")]


def test_asked_for_later_and_trained_meanwhile(plan: Plan) -> None:
    row = message(plan)
    with time_machine.travel("2026-03-02T18:40:00Z", tick=False):
        asked = snoozing.tomorrow(row)
    train(plan, march(3))
    asked.refresh_from_db()
    assert (asked.state, asked.outcome) == ("dropped", "Already trained.")


def test_muted_kind_goes_and_the_others_stay(plan: Plan) -> None:
    live(MONDAY, MONDAY - DAY)
    with time_machine.travel("2026-03-02T18:40:00Z", tick=False):
        snoozing.mute(plan.patient, "nudge")
        snoozing.mute(plan.patient, "nudge")
        snoozing.mute(plan.patient, "last")  # silence is never without a word
    assert Patient.objects.get(pk=plan.patient.pk).muted_kinds == "nudge"
    assert kinds(live(MONDAY, march(3))) == ["Mon 02 Mar training"]


def test_quiet_until_a_moment(plan: Plan) -> None:
    plan_at("2026-03-04T09:00:00Z")
    with time_machine.travel("2026-03-04T10:00:00Z", tick=False):
        snoozing.be_quiet(plan.patient, at("2026-03-06T12:00"))
    assert kinds(live(march(4), march(6)))[0] == "Fri 06 Mar training"


def test_clinic_chooses_which_kinds_come_when(plan: Plan) -> None:
    rules = plan.patient.clinic.message_rules
    rules.create(kind="start", is_on=False)
    rules.create(kind="nudge", hour=dt.time(19, 45))
    rules.create(kind="fresh", days="5")
    rules.create(kind="gone", days="x")  # of a version to come
    assert live(MONDAY, march(7)) == [
        ("Mon 02 Mar", "18:30", "training"),
        ("Mon 02 Mar", "19:45", "nudge"),
        ("Wed 04 Mar", "18:30", "training"),
        ("Fri 06 Mar", "18:30", "training"),
    ]
    assert kinds(live(march(8), march(10)))[-1] == "Mon 09 Mar fresh"  # the week was full until then
    assert MessageRule.objects.count() == 4


@pytest.mark.parametrize(
    ("fields", "way", "reason"),
    [
        ({}, {"kind": "email", "address": "pat@example.test", "broken_at": at("2026-03-01T00:00")}, True),
        ({"email": ""}, {"kind": "push", "address": "https://push.example/1"}, False),
        ({}, {"kind": "email", "address": "old@example.test", "broken_at": at("2026-03-01T00:00")}, False),
    ],
)
def test_whoever_can_be_reached_in_some_way_is(
    settings: Any, plan: Plan, fields: dict, way: dict, reason: bool
) -> None:
    settings.VAPID_PRIVATE_KEY = vapid.fresh()
    change(plan.patient, **fields)
    Channel.objects.create(patient=plan.patient, **way)
    plan_at("2026-03-04T09:00:00Z")
    assert Reminder.objects.filter(local_date=march(4)).exists() is not reason


# Clocks


def test_every_hour_of_the_table_holds_on_every_clock_change(
    plan: Plan, anna: Membership, clock_changes: list[dict[str, str]]
) -> None:
    """Of the next two years: a question in the morning, a nudge and the week, where the clocks change that day."""
    train(plan, MONDAY)
    facts = planning.read(Plan.objects.filter(pk=plan.pk), at("2026-03-02T12:00"))[plan.patient_id]
    facts.muted, facts.per_week_lo, seen = "recap", 1, 0
    for row in filter(still_holds, clock_changes):
        zone, day = ZoneInfo(row["zone"]), dt.date.fromisoformat(row["local_before"][:10])
        facts.zone, facts.starts_on, facts.given_at = zone, day - 10 * DAY, at("2026-01-01T00:00")
        facts.trained, facts.last_on, facts.training_days = [day - DAY], day - DAY, ""
        for rule in facts.rules.values():
            due = due_at(facts, rule, day)
            assert due is not None
            assert due.astimezone(zone).replace(tzinfo=None) == dt.datetime.combine(day, rule.hour or facts.hour)
        assert "morning" in wanted_on(facts, day), row
        seen += day < dt.date(2028, 11, 22)
    assert seen > 1000


def test_patient_who_travels_is_asked_in_the_morning_of_where_they_are(plan: Plan, anna: Membership) -> None:
    train(plan, march(3))
    plan_at("2026-03-03T20:00:00Z")
    with time_machine.travel("2026-03-03T21:00:00Z", tick=False):
        people.change_patient(patient=plan.patient, timezone="America/New_York", by=anna.user)
    row = Reminder.objects.get(kind="training", local_date=march(4))  # a training day there as well: it goes first
    assert row.due_at == at("2026-03-04T23:30")
    plans.set_days(plan=plan, training_days="15", per_week_lo=2, per_week_hi=2, by=anna.user)
    plan_at("2026-03-03T22:00:00Z")
    assert Reminder.objects.get(kind="morning", local_date=march(4)).due_at == at("2026-03-04T14:00")


def test_zone_that_vanished_from_the_zone_files_stops_nobody(plan: Plan) -> None:
    train(plan, march(6))
    change(plan.patient, timezone="Mars/Olympus_Mons")
    assert live(march(7), march(8)) == [("Sat 07 Mar", "09:00", "morning"), ("Sun 08 Mar", "17:00", "recap")]
