"""Who needs a look: each reason once, in words, until somebody has dealt with it."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.models import AuditEvent
from patients import watching
from patients.entries import SessionEntry
from patients.models import Attention, CheckIn, Flare, Patient, SafetyLock
from patients.progress.attention import Code, Facts, Session, Thresholds, Week, look_on, reasons
from patients.services import logs, messages, plans
from programmes.models import Session as Prescribed
from tests.factories import MembershipFactory, PatientFactory, PlanFactory

MONDAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
INBOX = "/caseload/attention/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def train(pat, plan):
    session = Prescribed.objects.get(phase__version=plan.version)

    def store(day=MONDAY, **felt):
        entry = SessionEntry(uuid.uuid4(), session.pk, day, as_prescribed=True, **felt)
        log = logs.store(patient=pat, entry=entry, by=pat.membership.user)
        watching.look()
        return log

    return store


def inbox(client, query=""):
    answer = client.get(INBOX + query)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def open_reasons():
    return sorted(Attention.objects.filter(end="").values_list("reason", flat=True))


def test_high_pain_stands_there_with_what_to_do_until_it_is_done(as_anna, pat, train):
    Patient.objects.filter(pk=pat.pk).update(phone="020 123")
    train(pain_highest=8)
    page = as_anna.get(INBOX).content.decode()
    assert "Pain 8 out of 10 while training" in page
    assert 'href="tel:020123"' in page
    url = f"/patients/{pat.pk}/attention/done/"
    as_anna.post(url, {"what_was_done": "Called, back to usual", "next": INBOX})
    assert "Nobody needs a look just now" in inbox(as_anna)
    watching.note(pat.pk)
    watching.look()
    assert "Nobody needs a look just now" in inbox(as_anna)  # the same session is not told again
    assert AuditEvent.objects.get(verb="attention_done").detail == "Called, back to usual"
    train(day=MONDAY + dt.timedelta(days=1), pain_highest=9)
    assert "Pain 9 out of 10" in inbox(as_anna)


def test_one_row_for_a_patient_with_several_reasons(as_anna, pat, plan, train):
    train(pain_highest=8)
    plans.set_review(plan=plan, review_on=dt.date(2026, 3, 4), by=pat.therapist.user)
    messages.send(patient=pat, by=pat.membership.user, is_from_patient=True, text="Help?", token=uuid.uuid4())
    watching.look()
    page = inbox(as_anna)
    assert page.count("Done, later, colleague") == 1
    assert page.index("Pain 8 out of 10") < page.index("1 message not read yet") < page.index("Review due today")
    messages.mark_read(patient=pat, from_patient=True)
    watching.look()
    assert open_reasons() == [Code.PAIN_HIGH, Code.REVIEW]


def test_it_is_over_by_itself_and_comes_back_if_it_does(pat, plan):
    plan.review_on = dt.date(2026, 3, 3)
    plan.save()
    watching.note(pat.pk)
    watching.look()
    plans.pause(plan=plan, by=pat.therapist.user)
    watching.look()
    assert Code.REVIEW not in open_reasons()
    plans.resume(plan=plan, by=pat.therapist.user)
    watching.look()
    assert Code.REVIEW in open_reasons()


def test_time_alone_brings_silence_and_a_start_that_did_not_come(pat, plan, sam, clock):
    plan.starts_on = MONDAY
    plan.save()
    PlanFactory(patient=sam, starts_on=MONDAY)
    session = Prescribed.objects.get(phase__version=plan.version)
    logs.store(patient=pat, entry=SessionEntry(uuid.uuid4(), session.pk, MONDAY), by=pat.therapist.user)
    watching.note(sam.pk)
    watching.look()
    assert open_reasons() == []
    clock.shift(dt.timedelta(days=1))
    watching.look()
    assert list(Attention.objects.values_list("patient", "reason")) == [(sam.pk, Code.NOT_STARTED)]
    clock.shift(dt.timedelta(days=7))
    watching.look()
    assert Code.SILENT in open_reasons()


def test_who_has_nothing_new_is_not_looked_at(pat, plan, train):
    train()
    assert watching.look() == 0
    watching.note(pat.pk)
    assert watching.look() == 1


def test_a_change_that_comes_while_somebody_looks_is_not_lost(pat, plan):
    patients = watching._next(NOW, 0)
    watching.note(pat.pk)
    watching.look_at(patients, NOW)
    assert watching.look() == 1
    assert watching.look() == 0


def test_a_sign_that_needs_help_comes_first_and_cannot_be_put_aside(as_anna, pat, train):
    train(pain_highest=8)
    SafetyLock.objects.create(patient=pat, urgency="now", signs="bladder", local_date=MONDAY, raised_at=NOW)
    watching.note(pat.pk)
    watching.look()
    page = inbox(as_anna)
    assert page.index("training is locked") < page.index("Pain 8")
    as_anna.post(f"/patients/{pat.pk}/attention/later/", {"until": "2026-03-10"})
    assert "training is locked" in inbox(as_anna)
    as_anna.post(f"/patients/{pat.pk}/attention/done/", {"what_was_done": "Called"})
    assert open_reasons() == [Code.LOCK]
    assert "training is locked" in inbox(as_anna)


def test_put_off_until_a_day(as_anna, pat, train, clock):
    train(pain_highest=8)
    as_anna.post(f"/patients/{pat.pk}/attention/later/", {"until": "2026-03-06"})
    assert "Nobody needs a look just now" in inbox(as_anna)
    assert "until 6 Mar" in inbox(as_anna, "?show=snoozed")
    clock.shift(dt.timedelta(days=2))
    assert "Pain 8" in inbox(as_anna)


@pytest.mark.parametrize("until", ["2026-03-04", "2026-06-30", "soon", ""])
def test_a_day_that_makes_no_sense_changes_nothing_and_says_so(as_anna, pat, train, until):
    train(pain_highest=8)
    answer = as_anna.post(f"/patients/{pat.pk}/attention/later/", {"until": until, "next": INBOX}, follow=True)
    assert Attention.objects.get().snoozed_until is None
    assert len(list(answer.context["messages"])) == 1


def test_a_colleague_takes_over_and_a_stranger_cannot(as_anna, pat, train, clinic, ben):
    train(pain_highest=8)
    cleo = MembershipFactory(clinic=clinic, user__name="Cleo Clark")
    url = f"/patients/{pat.pk}/attention/hand/"
    as_anna.post(url, {"colleague": ben.pk})
    assert Attention.objects.get().handed_to is None
    as_anna.post(url, {"colleague": cleo.pk})
    assert "Nobody needs a look just now" in inbox(as_anna)
    assert "Cleo Clark" in inbox(as_anna, "?who=all")


def test_whoever_leaves_takes_nothing_down_with_them(as_ada, anna, pat, train):
    train(pain_highest=8)
    assert "Nobody needs a look" in inbox(as_ada, "?who=mine")
    anna.is_active = False
    anna.save()
    assert "Pain 8" in inbox(as_ada, "?who=mine")


def test_figures_of_the_clinic_and_of_one_patient(as_ada, as_anna, pat, train):
    train(pain_highest=6)
    assert open_reasons() == []
    figures = dict(Thresholds().__dict__)
    assert as_ada.post(f"{INBOX}figures/", figures | {"pain_high": 6}).status_code == 302
    watching.look()
    assert open_reasons() == [Code.PAIN_HIGH]
    assert as_anna.post(f"/patients/{pat.pk}/attention/figures/", figures | {"pain_high": 9}).status_code == 302
    watching.look()
    assert open_reasons() == []
    assert as_ada.post(f"{INBOX}figures/", figures | {"pain_high": 0}).status_code == 422


def test_it_costs_the_same_queries_for_one_and_for_many(anna, as_anna, pat, plan):
    def asked():
        with CaptureQueriesContext(connection) as found:
            assert as_anna.get(INBOX).status_code == 200
        return len(found)

    Flare.objects.create(patient=pat, began_on=MONDAY, logged_at=NOW)
    watching.note(pat.pk)
    watching.look()
    one = asked()
    for _ in range(4):
        other = PatientFactory(clinic=anna.clinic, therapist=anna)
        PlanFactory(patient=other)
        Flare.objects.create(patient=other, began_on=MONDAY, logged_at=NOW)
        watching.note(other.pk)
    watching.look()
    assert inbox(as_anna).count("A flare-up for 2 days") == 5
    assert asked() == one
    assert one <= 11


# The rules alone

TODAY = dt.date(2026, 3, 18)
EXPECTED = Facts(TODAY, is_expected=True, starts_on=MONDAY, last_session_on=TODAY)


def session(highest=None, *, now=None, morning=None, back=0, confidence=None):
    return Session(1, TODAY - dt.timedelta(days=back), now, highest, morning, confidence)


USUAL_3 = [session(now=3, back=back) for back in (9, 7, 5)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"sessions": [session(7)]}, ["pain_high"]),
        ({"sessions": [session(6)]}, []),  # no usual pain is known, so nothing is up on it
        ({"sessions": [*USUAL_3, session(5)]}, ["pain_up"]),
        ({"sessions": [*USUAL_3, session(4)]}, []),
        ({"sessions": [*USUAL_3, session(3, morning=5)]}, ["pain_up"]),
        ({"sessions": [*USUAL_3, session()]}, []),  # a missing answer is unknown
        ({"sessions": [session(9, back=8)]}, []),  # over a week ago
        ({"last_session_on": TODAY - dt.timedelta(days=9)}, []),
        ({"last_session_on": TODAY - dt.timedelta(days=10)}, ["silent"]),
        ({"last_session_on": TODAY - dt.timedelta(days=30), "is_expected": False}, []),
        ({"last_session_on": None, "starts_on": TODAY - dt.timedelta(days=2)}, []),
        ({"last_session_on": None, "starts_on": TODAY - dt.timedelta(days=3)}, ["not_started"]),
        ({"weeks": [(MONDAY, 1, 3), (MONDAY, 1, 3)]}, ["below"]),
        ({"weeks": [(MONDAY, 0, 3), (MONDAY, 2, 3)]}, []),
        ({"weeks": [(MONDAY, 0, 3)]}, []),
        ({"check_ins": [Week(MONDAY, confidence=7), Week(MONDAY, confidence=5)]}, ["confidence_down"]),
        ({"check_ins": [Week(MONDAY, confidence=7), Week(MONDAY, confidence=6)]}, []),
        ({"check_ins": [Week(MONDAY, usual_pain=3, worry=7)]}, ["worry"]),
        ({"check_ins": [Week(MONDAY, usual_pain=4, worry=7)]}, []),
        ({"check_ins": [Week(MONDAY, worry=9)]}, []),
        ({"review_on": TODAY}, ["review"]),
        ({"review_on": TODAY + dt.timedelta(days=1)}, []),
        ({"has_channel": False}, ["no_channel"]),
        ({"flare_since": TODAY, "lock": 3}, ["lock", "flare"]),
    ],
)
def test_each_reason_holds_from_its_figure_on(facts, expected):
    found = reasons(Facts(**{**EXPECTED.__dict__, **facts}), Thresholds())
    assert [str(each.code) for each in found] == expected


def test_the_next_day_to_look_is_the_first_on_which_something_may_come():
    facts = Facts(**{**EXPECTED.__dict__, "review_on": TODAY + dt.timedelta(days=2)})
    assert look_on(facts, Thresholds()) == TODAY + dt.timedelta(days=2)
    assert look_on(EXPECTED, Thresholds()) == dt.date(2026, 3, 23)  # a Monday: a week is over
    assert look_on(Facts(TODAY), Thresholds()) is None


def test_a_check_in_counts_in_the_rows_too(pat, plan):
    for weeks, confidence in ((1, 8), (0, 4)):
        week = MONDAY - dt.timedelta(weeks=weeks)
        CheckIn.objects.create(patient=pat, week=week, local_date=MONDAY, logged_at=NOW, confidence=confidence)
    watching.note(pat.pk)
    watching.look()
    assert Attention.objects.get(reason=Code.CONFIDENCE_DOWN).words == "Confidence down from 8 to 4"
