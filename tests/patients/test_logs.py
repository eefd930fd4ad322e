"""What was done is stored once, for the right day, and counted right."""

import datetime as dt
import threading
import uuid
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from clinic.models import AuditEvent
from patients.entries import ItemEntry, SessionEntry, SetEntry
from patients.models import Patient, Plan, PlanWeek, Reminder, SessionLog, SetLog
from patients.services import logs
from programmes.models import Item, Session, Version
from tests.factories import ExerciseFactory, PlanFactory, SessionFactory, item, published_version

MONDAY = dt.date(2026, 3, 2)  # the first day of Pat's plan
NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)  # the Wednesday after, in London


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(NOON, tick=False):
        yield


def session_of(plan: Plan) -> Session:
    return Session.objects.get(phase__version=plan.version, position=1)


def entry(plan: Plan, **changes) -> SessionEntry:
    defaults = {
        "uuid": uuid.uuid4(),
        "session_id": session_of(plan).pk,
        "local_date": MONDAY,
        "as_prescribed": True,
    }
    return SessionEntry(**defaults | changes)


def store(plan: Plan, **changes) -> SessionLog:
    return logs.store(patient=plan.patient, entry=entry(plan, **changes), by=plan.patient.membership.user)


def weeks_of(plan: Plan) -> list[tuple[dt.date, int, int]]:
    return list(PlanWeek.objects.filter(plan=plan).values_list("starts_on", "sessions_done", "target"))


# Storing


def test_store_as_prescribed_writes_every_set_of_every_item(plan):
    log = store(plan)

    rows = SetLog.objects.filter(item_log__session_log=log).order_by("id")
    assert list(rows.values_list("number", "side", "reps")) == [
        (1, "", None),
        (2, "", None),
        (3, "", None),
        (1, "left", None),
        (1, "right", None),
        (2, "left", None),
        (2, "right", None),
        (3, "left", None),
        (3, "right", None),
    ]


def test_store_keeps_what_was_said(plan):
    first, second = Item.objects.order_by("id")
    said = (
        ItemEntry(first.pk, (SetEntry(1, reps=12, load_kg=Decimal("4.5")), SetEntry(2, reps=10)), easier="fewer"),
        ItemEntry(second.pk, (), skipped="pain"),
    )
    log = store(plan, items=said, as_prescribed=False, pain_now=0, effort=10, note="Went well. 💪")

    log = SessionLog.objects.get(pk=log.pk)
    assert logs.entry_of(log).items == said
    assert (log.pain_now, log.pain_highest, log.effort, log.confidence) == (0, None, 10, None)
    assert (log.note, log.source, log.logged_at) == ("Went well. 💪", "portal", NOON)


def test_store_names_who_did_it(plan):
    log = store(plan)

    event = AuditEvent.objects.get()
    assert (event.verb, event.target_ref, event.actor_ref) == (
        "session_logged",
        str(log.pk),
        str(plan.patient.membership.user.pk),
    )


def test_store_sent_twice_stores_once(plan):
    said = entry(plan)
    by = plan.patient.membership.user
    first, new = logs.store_once(patient=plan.patient, entry=said, by=by)
    again, new_again = logs.store_once(patient=plan.patient, entry=said, by=by)

    assert (again, new, new_again) == (first, True, False)
    assert (SessionLog.objects.count(), SetLog.objects.count(), AuditEvent.objects.count()) == (1, 9, 1)
    assert weeks_of(plan) == [(MONDAY, 1, 2)]


def test_store_sent_again_after_the_window_is_still_known(plan):
    said = entry(plan)
    first = logs.store(patient=plan.patient, entry=said, by=plan.patient.membership.user)

    with time_machine.travel(NOON + dt.timedelta(days=30)):
        assert logs.store(patient=plan.patient, entry=said, by=plan.patient.membership.user) == first


def test_store_with_the_uuid_of_another_patient_is_refused_and_changes_nothing(plan, sam):
    theirs = store(plan)
    own = PlanFactory(patient=sam)

    with pytest.raises(ValidationError) as refusal:
        store(own, uuid=theirs.uuid)

    assert refusal.value.messages == ["This session could not be stored. Please open it again."]
    assert list(SessionLog.objects.all()) == [theirs]
    assert weeks_of(own) == []


def test_store_rolls_back_as_one(plan, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("patients.services.logs.audit.record", broken)
    with pytest.raises(RuntimeError):
        store(plan)

    assert (SessionLog.objects.count(), PlanWeek.objects.count()) == (0, 0)
    assert Patient.objects.get(pk=plan.patient.pk).last_session_on is None


@pytest.mark.django_db(transaction=True)
def test_store_racing_with_itself_stores_once(plan):
    said, answers = entry(plan), []

    def send() -> None:
        try:
            answers.append(logs.store_once(patient=plan.patient, entry=said, by=plan.patient.membership.user))
        finally:
            connections.close_all()

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("one connection only; the race is run on PostgreSQL")
    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(new for _, new in answers) == [False, False, False, True]
    assert weeks_of(plan) == [(MONDAY, 1, 2)]


def test_store_of_eight_items_and_three_sets_takes_few_statements(plan):
    session = session_of(plan)
    for _ in range(6):
        item(session, ExerciseFactory(), "3x10")
    said = entry(plan)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        logs.store(patient=plan.patient, entry=said, by=plan.patient.membership.user)

    # Two open and close the transaction; one asks how the patient stands, which a request has read already with
    # them; a request adds four.
    assert len(asked) == 12
    assert SetLog.objects.count() == 27


# Which session, which day


def test_store_of_a_session_of_another_patient_is_refused(plan, sam):
    other = PlanFactory(patient=sam)

    with pytest.raises(ValidationError, match="not part of your programme"):
        store(plan, session_id=session_of(other).pk)


def test_store_of_a_draft_is_refused(plan):
    Version.objects.update(published_at=None)

    with pytest.raises(ValidationError, match="not part of your programme"):
        store(plan)


def test_store_of_an_older_version_is_accepted(plan):
    seen = session_of(plan)
    plan.version = published_version(plan.programme)
    plan.save()

    log = store(plan, session_id=seen.pk)

    assert (log.session_id, log.plan) == (seen.pk, plan)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (dt.date(2026, 3, 5), "still to come"),
        (dt.date(2026, 3, 1), "starts on Monday 2 March"),
        (dt.date(1, 1, 1), "starts on Monday 2 March"),
        (dt.date(9999, 12, 31), "still to come"),
    ],
)
def test_store_for_a_day_that_cannot_be_is_refused(plan, day, message):
    with pytest.raises(ValidationError, match=message):
        store(plan, local_date=day)


@pytest.mark.parametrize(("days_late", "stored"), [(0, True), (7, True), (8, False)])
def test_store_is_open_for_seven_days(plan, days_late, stored):
    with time_machine.travel(dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)):
        day = dt.date(2026, 3, 20) - dt.timedelta(days=days_late)
        if stored:
            assert store(plan, local_date=day).local_date == day
        else:
            with pytest.raises(ValidationError, match="for 7 days"):
                store(plan, local_date=day)


@pytest.mark.parametrize(
    ("zone", "now", "today"),
    [
        ("Pacific/Auckland", dt.datetime(2026, 3, 4, 11, 30, tzinfo=dt.UTC), dt.date(2026, 3, 5)),
        ("America/Los_Angeles", dt.datetime(2026, 3, 4, 7, 30, tzinfo=dt.UTC), dt.date(2026, 3, 3)),
        # 23:30 on the evening before the clocks go forward, and 23:30 on the day itself
        ("Europe/London", dt.datetime(2026, 3, 28, 23, 30, tzinfo=dt.UTC), dt.date(2026, 3, 28)),
        ("Europe/London", dt.datetime(2026, 3, 29, 22, 30, tzinfo=dt.UTC), dt.date(2026, 3, 29)),
        ("Europe/London", dt.datetime(2026, 3, 29, 23, 30, tzinfo=dt.UTC), dt.date(2026, 3, 30)),
        # a day that has no midnight
        ("Africa/Cairo", dt.datetime(2026, 4, 23, 22, 30, tzinfo=dt.UTC), dt.date(2026, 4, 24)),
    ],
)
def test_store_knows_the_patients_own_today(plan, zone, now, today):
    plan.patient.timezone = zone
    with time_machine.travel(now, tick=False):
        assert store(plan, local_date=today).local_date == today
        with pytest.raises(ValidationError, match="still to come"):
            store(plan, local_date=today + dt.timedelta(days=1))


# What may be said


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pain_now": 11}, "Pain now: choose a number from 0 to 10, or leave it out."),
        ({"effort": -1}, "Effort: choose a number from 0 to 10, or leave it out."),
        ({"note": "x" * 2001}, "Note: keep it under 2000 characters."),
        ({"note": "nul\x00"}, "Note: it holds a character that cannot be stored."),
    ],
)
def test_store_refuses_impossible_answers(plan, changes, message):
    with pytest.raises(ValidationError) as refusal:
        store(plan, **changes)
    assert refusal.value.messages == [message]


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        (tuple(SetEntry(n) for n in range(1, 22)), "up to 20 sets can be stored."),
        ((SetEntry(0),), "sets are counted from 1 to 20."),
        ((SetEntry(1), SetEntry(1)), "a set can be listed once for each side."),
        ((SetEntry(1, "left"),), "this side was not asked for."),
        ((SetEntry(1, reps=101),), "set 1 takes 1 to 100 reps."),
        ((SetEntry(1, reps=0),), "set 1 takes 1 to 100 reps."),
        ((SetEntry(2, seconds=14401),), "set 2 takes 1 to 14400 seconds."),
        ((SetEntry(1, distance_m=Decimal("0.5")),), "set 1 takes 1 to 1000 metres."),
        ((SetEntry(1, load_kg=Decimal("-1")),), "set 1 takes 0 to 400 kg."),
    ],
)
def test_store_refuses_impossible_sets(plan, sets, message):
    first = Item.objects.select_related("exercise").order_by("id").first()
    with pytest.raises(ValidationError) as refusal:
        store(plan, items=(ItemEntry(first.pk, sets),))
    assert f"{first.exercise.name}: {message}" in refusal.value.messages


def test_store_refuses_items_of_other_sessions_and_the_same_twice(plan, sam):
    other = PlanFactory(patient=sam)
    strange = Item.objects.filter(session=session_of(other)).first()
    own = Item.objects.filter(session=session_of(plan)).first()

    with pytest.raises(ValidationError) as refusal:
        store(plan, items=(ItemEntry(strange.pk), ItemEntry(own.pk), ItemEntry(own.pk, skipped="bored")))
    assert refusal.value.messages == [
        "An exercise can be listed once.",
        "One of the exercises is not part of this session.",
        f"{own.exercise.name}: choose one of the reasons.",
    ]


# What is counted from it


def test_store_counts_weeks_from_monday_and_remembers_the_target(plan):
    with time_machine.travel(dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC), tick=False):
        for day in (2, 8, 9):
            store(plan, local_date=dt.date(2026, 3, day))
        Plan.objects.update(per_week_lo=3)
        store(plan, local_date=dt.date(2026, 3, 7))

    assert weeks_of(plan) == [(MONDAY, 3, 2), (dt.date(2026, 3, 9), 1, 2)]
    plan.refresh_from_db()
    assert plan.weeks_on_target == 1


def test_store_of_an_extra_counts_as_training_but_not_towards_the_week(plan):
    walk = SessionFactory(phase=session_of(plan).phase, name="Walk", kind="extra", position=2)
    reminder = reminder_for(plan, MONDAY)

    store(plan, session_id=walk.pk)

    assert weeks_of(plan) == []
    assert Patient.objects.get(pk=plan.patient.pk).last_session_on == MONDAY
    reminder.refresh_from_db()
    assert reminder.state == "planned"


def test_store_keeps_the_newest_day_on_the_patient(plan):
    store(plan, local_date=dt.date(2026, 3, 4))
    store(plan, local_date=dt.date(2026, 3, 3))

    assert Patient.objects.get(pk=plan.patient.pk).last_session_on == dt.date(2026, 3, 4)


def reminder_for(plan: Plan, day: dt.date, **changes) -> Reminder:
    return Reminder.objects.create(plan=plan, patient=plan.patient, local_date=day, due_at=NOON, **changes)


def test_store_drops_the_reminder_of_that_day_only(plan):
    due, tomorrow = reminder_for(plan, MONDAY), reminder_for(plan, MONDAY + dt.timedelta(days=1))

    store(plan)

    due.refresh_from_db()
    tomorrow.refresh_from_db()
    assert (due.state, due.outcome, tomorrow.state) == ("dropped", "Already trained.", "planned")


def test_store_leaves_a_reminder_that_was_sent(plan):
    sent = reminder_for(plan, MONDAY, state="sent", outcome="by e-mail")

    store(plan)

    sent.refresh_from_db()
    assert (sent.state, sent.outcome) == ("sent", "by e-mail")


# Mending


def revise(log: SessionLog, **changes) -> SessionLog:
    said = {name: getattr(logs.entry_of(log), name) for name in SessionEntry.__dataclass_fields__}
    return logs.revise(log=log, entry=SessionEntry(**said | changes), by=log.patient.membership.user)


def test_revise_moves_the_log_to_another_week_and_counts_both_again(plan):
    with time_machine.travel(dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC), tick=False):
        store(plan, local_date=dt.date(2026, 3, 8))
        log = store(plan, local_date=dt.date(2026, 3, 9))
        revise(log, local_date=dt.date(2026, 3, 7))

    assert weeks_of(plan) == [(MONDAY, 2, 2)]
    plan.refresh_from_db()
    assert plan.weeks_on_target == 1
    assert Patient.objects.get(pk=plan.patient.pk).last_session_on == dt.date(2026, 3, 8)


def test_revise_replaces_the_sets_and_says_when(plan):
    log = store(plan)
    first = Item.objects.order_by("id").first()

    revise(log, items=(ItemEntry(first.pk, (SetEntry(1, reps=5),)),), as_prescribed=False, confidence=7)

    log = SessionLog.objects.get()
    assert list(SetLog.objects.values_list("item_log__item_id", "number", "reps")) == [(first.pk, 1, 5)]
    assert (log.confidence, log.as_prescribed, log.edited_at) == (7, False, NOON)
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["session_log_revised", "session_logged"]


def test_revise_of_the_scores_leaves_the_sets_alone(plan):
    log = store(plan)
    before = list(SetLog.objects.values_list("pk", flat=True))

    revise(log, items=(), pain_now=3)

    assert list(SetLog.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(("hours", "possible"), [(47.9, True), (48, False)])
def test_revise_is_possible_for_48_hours(plan, hours, possible):
    log = store(plan)
    with time_machine.travel(NOON + dt.timedelta(hours=hours), tick=False):
        if possible:
            assert revise(log, pain_now=1).pain_now == 1
        else:
            with pytest.raises(ValidationError, match="48 hours"):
                revise(log, pain_now=1)


def test_revise_of_a_late_entry_may_keep_its_day(plan):
    with time_machine.travel(dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC), tick=False):
        log = store(plan)
    with time_machine.travel(dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC), tick=False):
        assert revise(log, pain_now=2).local_date == MONDAY
        with pytest.raises(ValidationError, match="still to come"):
            revise(log, local_date=dt.date(2026, 3, 11))


def test_withdraw_leaves_nothing_behind(plan):
    log = store(plan)
    logs.withdraw(log=log, by=plan.patient.membership.user)

    plan.refresh_from_db()
    assert (SessionLog.objects.count(), weeks_of(plan), plan.weeks_on_target) == (0, [], 0)
    assert Patient.objects.get(pk=plan.patient.pk).last_session_on is None
    assert AuditEvent.objects.first().verb == "session_log_withdrawn"


def test_withdraw_of_an_old_log_is_refused(plan):
    log = store(plan)
    with time_machine.travel(NOON + dt.timedelta(days=3)), pytest.raises(ValidationError):
        logs.withdraw(log=log, by=plan.patient.membership.user)
    assert SessionLog.objects.count() == 1
