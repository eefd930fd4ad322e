"""Proposals on real rows: made from what was logged, decided by a person, applied to the draft, never by themselves."""

import datetime as dt
import re
import uuid

import pytest
import time_machine

from clinic.models import AuditEvent
from patients import proposals, watching
from patients.entries import ItemEntry, SessionEntry, SetEntry
from patients.models import CheckIn, MorningAnswer, Plan, Proposal, SafetyLock
from patients.services import logs
from programmes import services as programmes
from programmes.dose import short
from programmes.models import Item, Session
from tests.factories import ExerciseFactory, item

MONDAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 13, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock(clinic):
    clinic.proposals_on = True
    clinic.save()
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def squat(plan):
    """The one exercise of the plan’s session: 3 sets of 10."""
    Plan.objects.filter(pk=plan.pk).update(starts_on=MONDAY)
    plan.programme.versions.update(published_at=dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC))
    session = Session.objects.get(phase__version=plan.version)
    session.items.all().delete()
    return item(session, ExerciseFactory(name="Squat", progression_mode="pain_monitored"), "3x10")


@pytest.fixture
def train(pat, squat, clock):
    """Train on a day, every set as told, with a calm morning after; then look."""

    def store(day, reps=10, pain=1, morning=1, **felt):
        clock.move_to(dt.datetime.combine(day, dt.time(18), tzinfo=dt.UTC))
        sets = tuple(SetEntry(number, reps=reps) for number in (1, 2, 3))
        said = {"effort": 4, "confidence": 8, "pain_highest": pain, "pain_now": pain} | felt
        entry = SessionEntry(uuid.uuid4(), squat.session_id, day, (ItemEntry(squat.pk, sets),), **said)
        log = logs.store(patient=pat, entry=entry, by=pat.membership.user)
        if morning is not None:
            MorningAnswer.objects.create(
                log=log, pain=morning, local_date=day + dt.timedelta(days=1), logged_at=clock_now()
            )
        return log

    CheckIn.objects.create(
        patient=pat, week=MONDAY, local_date=MONDAY, logged_at=NOW, usual_pain=1, confidence=8, worry=1
    )
    return store


def clock_now():
    return dt.datetime.now(dt.UTC)


def look(clock, day=13):
    clock.move_to(dt.datetime(2026, 3, day, 12, tzinfo=dt.UTC))
    watching.look()


@pytest.fixture
def ready(train, clock):
    """Four calm sessions in two weeks, every set done."""
    for day in (2, 5, 9, 12):
        train(dt.date(2026, 3, day))
    look(clock)
    return Proposal.objects.get(kind="progress")


def words(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def draft_dose(plan):
    draft = plan.programme.versions.drafts().get()
    return short(Item.objects.get(session__phase__version=draft).dose)


def test_a_next_step_is_proposed_with_why_and_nothing_has_changed(as_anna, pat, plan, squat, ready):
    page = words(as_anna, f"/patients/{pat.pk}/proposals/")
    assert "Squat" in page
    assert ready.therapist in page
    assert f"Rule {ready.rule}, version {ready.version}" in page
    assert "1 proposal for the next step to decide" in words(as_anna, "/caseload/attention/")
    assert not plan.programme.versions.drafts().exists()
    assert short(Item.objects.get(pk=squat.pk).dose) == "3x10"


def test_accepted_it_stands_in_the_draft_and_is_not_in_force(as_anna, pat, plan, ready):
    answer = as_anna.post(f"/patients/{pat.pk}/proposals/{ready.pk}/accept/", {"dose": ""})
    assert answer.url == f"/programmes/{plan.programme_id}/"
    ready.refresh_from_db()
    assert ready.state == "accepted"
    assert draft_dose(plan) == short(proposals.proposed_dose(ready)) != "3x10"
    plan.refresh_from_db()
    assert ready.applied_in_id != plan.version_id
    assert AuditEvent.objects.filter(verb="proposal_accepted").count() == 1


def test_a_therapist_may_make_something_else_of_it(as_anna, pat, plan, ready):
    as_anna.post(f"/patients/{pat.pk}/proposals/{ready.pk}/accept/", {"dose": "3x11"})
    ready.refresh_from_db()
    assert (ready.state, draft_dose(plan)) == ("edited", "3x11")


def test_a_dose_that_makes_no_sense_is_refused_where_it_stands(as_anna, pat, plan, ready):
    answer = as_anna.post(f"/patients/{pat.pk}/proposals/{ready.pk}/accept/", {"dose": "three of ten"})
    assert answer.status_code == 422
    assert 'value="three of ten"' in answer.content.decode()
    assert Proposal.objects.get(pk=ready.pk).state == "open"
    assert not plan.programme.versions.drafts().exists()


def test_declined_it_is_not_proposed_again_from_the_same_sessions(as_anna, pat, ready, clock):
    assert as_anna.post(f"/patients/{pat.pk}/proposals/{ready.pk}/decline/", {"reason": ""}).status_code == 422
    as_anna.post(f"/patients/{pat.pk}/proposals/{ready.pk}/decline/", {"reason": "A holiday is coming"})
    watching.note(pat.pk)
    look(clock)
    assert list(Proposal.objects.filter(kind="progress").values_list("state", flat=True)) == ["declined"]
    assert "A holiday is coming" in words(as_anna, f"/patients/{pat.pk}/proposals/")


def test_of_two_decisions_the_first_counts_and_the_second_hears_of_it(as_anna, as_ada, pat, ready):
    url = f"/patients/{pat.pk}/proposals/{ready.pk}"
    as_anna.post(f"{url}/decline/", {"reason": "Not yet"})
    answer = as_ada.post(f"{url}/accept/", {}, follow=True)
    assert "decided meanwhile: declined" in answer.content.decode()


def test_nobody_decides_for_two_weeks_and_it_lapses(pat, ready, clock):
    clock.move_to(dt.datetime(2026, 3, 28, 12, tzinfo=dt.UTC))
    proposals.consider(pat, pat.today())
    assert Proposal.objects.get(pk=ready.pk).state in ("expired", "overtaken")


def test_what_was_logged_since_may_speak_against_it(as_anna, pat, plan, train, ready):
    train(dt.date(2026, 3, 13), pain=7, morning=5)
    answer = as_anna.post(f"/patients/{pat.pk}/proposals/{ready.pk}/accept/", {})
    assert answer.status_code == 422
    assert "no longer speaks for this step" in answer.content.decode()
    assert not plan.programme.versions.drafts().exists()


def test_the_exercise_is_gone_from_the_draft(as_anna, pat, plan, anna, ready):
    draft = programmes.draft_of(programme=plan.programme, by=anna.user)
    Item.objects.filter(session__phase__version=draft).delete()
    answer = as_anna.post(f"/patients/{pat.pk}/proposals/{ready.pk}/accept/", {})
    assert answer.status_code == 422
    assert "not in the programme" in answer.content.decode()
    assert Proposal.objects.get(pk=ready.pk).state == "open"


def test_one_session_is_never_enough(train, clock):
    train(dt.date(2026, 3, 12))
    look(clock)
    assert not Proposal.objects.filter(kind="progress").exists()


def test_a_missing_morning_is_unknown_and_never_green(train, clock):
    for day in (2, 5, 9, 12):
        train(dt.date(2026, 3, day), morning=None)
    look(clock)
    assert not Proposal.objects.filter(kind="progress").exists()


def test_a_red_session_proposes_less_and_never_more(train, clock):
    for day in (2, 5, 9):
        train(dt.date(2026, 3, day))
    train(dt.date(2026, 3, 12), pain=7, morning=5)
    look(clock)
    assert Proposal.objects.filter(state="open").values_list("kind", flat=True).distinct().get() == "ease"


def test_over_a_lock_nothing_is_proposed_but_to_pause(pat, train, clock):
    for day in (2, 5, 9, 12):
        train(dt.date(2026, 3, day))
    SafetyLock.objects.create(patient=pat, urgency="now", signs="bladder", local_date=MONDAY, raised_at=NOW)
    look(clock)
    assert set(Proposal.objects.values_list("kind", flat=True)) <= {"pause"}


def test_where_the_clinic_turned_it_off_nothing_is_proposed(clinic, train, clock, as_anna, pat):
    clinic.proposals_on = False
    clinic.save()
    for day in (2, 5, 9, 12):
        train(dt.date(2026, 3, day))
    look(clock)
    assert not Proposal.objects.exists()
    assert "Proposals are off in this clinic" in words(as_anna, f"/patients/{pat.pk}/proposals/")
