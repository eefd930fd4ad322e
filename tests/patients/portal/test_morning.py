"""The morning after a session: asked on that day only, one tap, the last answer counts."""

import datetime as dt
import json
import uuid

import pytest
from django.urls import reverse

from patients.models import MorningAnswer
from tests.factories import SessionFactory, SessionLogFactory
from tests.patients.portal.visiting import NOON, read, text

URL = "/my/morning/"
TUESDAY = dt.date(2026, 3, 3)


@pytest.fixture
def log(plan):
    return SessionLogFactory(plan=plan, local_date=TUESDAY)


def send(client, about, **changes):
    body = {"uuid": str(uuid.uuid4()), "log": str(about.uuid), "pain": 3, "local_date": "2026-03-04"} | changes
    return client.post(URL, json.dumps(body), content_type="application/json")


def test_one_tap_on_today_stores_it_beside_the_session(as_pat, log):
    hidden = read(as_pat.get("/my/")).hidden
    answer = as_pat.post(URL, {name: hidden[name] for name in ("uuid", "log", "local_date")} | {"pain": "3"})
    assert answer.url == "/my/"
    stored = MorningAnswer.objects.get()
    assert (stored.log, stored.pain, stored.local_date) == (log, 3, NOON.date())
    assert "How is it this morning?" not in text(as_pat, "today")


@pytest.mark.parametrize(("days", "asks"), [(-1, False), (0, True), (1, False)])
def test_it_is_asked_on_the_day_after(as_pat, log, clock, days, asks):
    clock.shift(dt.timedelta(days=days))
    assert ("How is it this morning?" in text(as_pat, "today")) is asks
    assert ("Your pain now, the day after Session A." in text(as_pat, "morning")) is asks


def test_it_is_asked_until_the_evening_of_that_day(as_pat, log, clock):
    clock.move_to(dt.datetime(2026, 3, 4, 23, 30, tzinfo=dt.UTC))
    assert "How is it this morning?" in text(as_pat, "today")


def test_training_goes_before_what_was_done_alongside(as_pat, plan, log):
    walk = SessionFactory(phase=log.session.phase, name="Easy walk", kind="extra", position=2)
    SessionLogFactory(plan=plan, session=walk, local_date=TUESDAY)
    assert "the day after Session A." in text(as_pat, "today")


def test_sent_twice_is_stored_once_and_another_answer_counts(as_pat, log, clock):
    key = str(uuid.uuid4())
    first, again = send(as_pat, log, uuid=key), send(as_pat, log, uuid=key)
    assert (first.status_code, again.status_code, first.json()["uuid"]) == (201, 200, key)
    clock.shift(dt.timedelta(minutes=5))
    assert send(as_pat, log, pain=5).status_code == 200
    assert [answer.pain for answer in MorningAnswer.objects.all()] == [5]


def test_about_a_session_still_under_way_it_is_to_be_sent_again(as_pat, plan):
    key = uuid.uuid4()
    waiting = SessionLogFactory.build(plan=plan, uuid=key)
    assert send(as_pat, waiting).status_code == 409
    SessionLogFactory(plan=plan, uuid=key, local_date=TUESDAY)
    assert send(as_pat, waiting).status_code == 201


@pytest.mark.parametrize(
    "changes",
    [{"pain": 11}, {"pain": "a lot"}, {"local_date": "2026-03-03"}, {"local_date": "2026-03-08"}, {"log": "x"}],
)
def test_what_cannot_be_meant_is_refused(as_pat, log, changes):
    assert send(as_pat, log, **changes).status_code == 422
    assert not MorningAnswer.objects.exists()


def test_a_form_out_of_date_says_so_and_stores_nothing(as_pat, log):
    assert as_pat.post(URL, {"pain": "3"}).url == "/my/"
    assert "That question was out of date." in text(as_pat, "today")
    assert not MorningAnswer.objects.exists()


def test_nobody_answers_for_another(as_sam, log):
    assert send(as_sam, log).status_code == 409  # as for any session that is not there
    assert not MorningAnswer.objects.exists()


def test_staff_read_it_beside_the_session(as_anna, as_pat, pat, log):
    send(as_pat, log, pain=6)
    page = as_anna.get(reverse("caseload:timeline", args=[pat.pk])).content.decode()
    assert "The morning after Session A of 3 Mar" in page
    assert "<dt>Pain next morning</dt><dd>6</dd>" in page


@pytest.mark.parametrize(
    ("before", "now", "address"),
    [
        (2, 4, "/my/"),
        (2, 5, "/my/alarm/"),
        (7, 8, "/my/alarm/"),
        (None, 7, "/my/"),
        (None, 8, "/my/alarm/"),
        (8, 7, "/my/"),
    ],
)
def test_much_pain_or_much_more_of_it_leads_to_the_signs(as_pat, plan, before, now, address):
    log = SessionLogFactory(plan=plan, local_date=TUESDAY, pain_now=before)
    assert send(as_pat, log, pain=now).json()["address"] == address
    assert as_pat.post(URL, {"uuid": uuid.uuid4(), "log": log.uuid, "pain": now}).url == address


@pytest.mark.parametrize(("pain", "asks"), [(7, False), (8, True), (None, False)])
def test_so_does_a_session_that_hurt_much(as_pat, plan, pain, asks):
    log = SessionLogFactory(plan=plan, pain_highest=pain)
    assert ('href="/my/alarm/"' in as_pat.get(reverse("portal:done", args=[log.pk])).content.decode()) is asks
