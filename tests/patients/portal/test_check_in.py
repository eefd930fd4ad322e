"""The weekly questions: asked when due, stored once a week, changed by answering again, and where they lead."""

import datetime as dt
import json
import uuid

import pytest
from django.urls import reverse

from clinic.models import AuditEvent
from patients.models import CheckIn, SafetyLock
from tests.factories import SessionLogFactory
from tests.patients.portal.visiting import MONDAY, NOON, Forms, read, statements, text

URL = "/my/check-in/"
ANSWERS = {"usual_pain": "4", "confidence": "6", "worry": "3", "is_flare": "no", "can_do": "Tie my shoes", "gate": "no"}


def send(client, **changes):
    body = {"uuid": str(uuid.uuid4()), "local_date": "2026-03-04", "usual_pain": 4} | changes
    return client.post(URL, json.dumps(body), content_type="application/json")


def test_answers_are_stored_and_lead_back_to_today(as_pat, plan):
    hidden = read(as_pat.get(URL)).hidden
    answer = as_pat.post(URL, hidden | ANSWERS)
    row = CheckIn.objects.get()
    assert answer.url == "/my/"
    assert (row.week, row.local_date, row.uuid) == (MONDAY, NOON.date(), uuid.UUID(hidden["uuid"]))
    assert (row.usual_pain, row.confidence, row.worry, row.sleep, row.stress) == (4, 6, 3, None, None)
    assert (row.is_flare, row.can_do) == (False, "Tie my shoes")
    assert AuditEvent.objects.get(verb="check_in_stored").target_ref == str(row.pk)


def test_the_form_sent_twice_stores_once(as_pat, plan):
    hidden = read(as_pat.get(URL)).hidden
    for _ in range(2):
        as_pat.post(URL, hidden | ANSWERS)
    assert CheckIn.objects.count() == 1
    assert AuditEvent.objects.filter(target_type="checkin").count() == 1


def test_answering_again_in_the_week_changes_it_and_shows_what_was_said(as_pat, plan, clock):
    as_pat.post(URL, ANSWERS)
    page = as_pat.get(URL).content.decode()
    assert 'value="Tie my shoes"' in page
    clock.shift(dt.timedelta(hours=1))
    as_pat.post(URL, read(as_pat.get(URL)).hidden | ANSWERS | {"worry": ""})
    assert list(CheckIn.objects.values_list("worry", "usual_pain")) == [(None, 4)]


def test_nothing_answered_is_said_and_nothing_stored(as_pat, plan):
    answer = as_pat.post(URL, {"gate": "no"})
    assert answer.status_code == 422
    assert "Nothing is answered yet." in Forms(answer.content.decode()).text
    assert not CheckIn.objects.exists()


def test_too_long_a_line_is_named_and_the_rest_is_kept(as_pat, plan):
    answer = as_pat.post(URL, ANSWERS | {"can_do": "x" * 301})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Keep it under 300 characters." in page
    assert "x" * 301 in page
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ({"is_flare": "yes"}, "/my/flare/"),
        ({"gate": "yes"}, "/my/alarm/"),
        ({"gate": "yes", "is_flare": "yes"}, "/my/alarm/"),
    ],
)
def test_answers_lead_to_where_they_point_and_are_stored_first(as_pat, plan, said, address):
    assert as_pat.post(URL, ANSWERS | said).url == address
    assert CheckIn.objects.get().usual_pain == 4
    assert not SafetyLock.objects.exists()


def test_the_gate_alone_leads_to_the_signs_and_stores_nothing(as_pat, plan):
    assert as_pat.post(URL, {"gate": "yes"}).url == "/my/alarm/"
    assert not CheckIn.objects.exists()


# over the wire


def test_sent_by_a_device_it_is_stored_once_and_named(as_pat, plan):
    key = str(uuid.uuid4())
    first, again = send(as_pat, uuid=key, is_flare="yes"), send(as_pat, uuid=key, is_flare="yes")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == {"uuid": key, "address": "/my/flare/"} == again.json()
    assert CheckIn.objects.get().is_flare is True


def test_an_older_answer_that_arrives_later_changes_nothing(as_pat, plan):
    send(as_pat, usual_pain=2, said_at="2026-03-04T11:00:00Z")
    late = send(as_pat, usual_pain=7, said_at="2026-03-04T09:00:00Z")
    assert late.status_code == 200
    assert CheckIn.objects.get().usual_pain == 2


def test_an_answer_of_last_week_belongs_to_last_week(as_pat, plan):
    send(as_pat, local_date="2026-03-01", usual_pain=7)
    send(as_pat, usual_pain=2)
    assert list(CheckIn.objects.order_by("week").values_list("week", "usual_pain")) == [
        (dt.date(2026, 2, 23), 7),
        (MONDAY, 2),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"usual_pain": 11},
        {"worry": -1},
        {"local_date": "2026-03-09"},
        {"local_date": "2025-12-01"},
        {"local_date": "soon"},
        {"uuid": "no"},
        {"can_do": "x" * 301},
        {"can_do": "a\x00b"},
        {"mood": 3},
        {"usual_pain": None},
    ],
)
def test_what_cannot_be_meant_is_refused_with_words(as_pat, plan, changes):
    answer = send(as_pat, **changes)
    assert answer.status_code == 422
    assert all(isinstance(words, str) and words for words in answer.json()["errors"])
    assert not CheckIn.objects.exists()


def test_a_uuid_of_somebody_else_is_refused_and_tells_nothing(as_pat, as_sam, plan):
    key = str(uuid.uuid4())
    send(as_sam, uuid=key, usual_pain=1)
    assert send(as_pat, uuid=key).status_code == 422
    assert CheckIn.objects.get().usual_pain == 1


# when it is due


@pytest.mark.parametrize(
    ("trained", "last", "is_due"),
    [
        (False, None, False),  # the first week, nothing trained yet
        (True, None, True),
        (True, dt.date(2026, 2, 26), False),
        (True, dt.date(2026, 2, 25), True),
    ],
)
def test_today_asks_when_a_week_is_over(as_pat, pat, plan, trained, last, is_due):
    if trained:
        pat.last_session_on = MONDAY
        pat.save()
    if last:
        CheckIn.objects.create(patient=pat, week=last - dt.timedelta(last.weekday()), local_date=last, logged_at=NOON)
    assert ("How was your week?" in text(as_pat, "today")) is is_due


def test_a_plan_at_rest_asks_nothing(as_pat, pat, plan):
    pat.last_session_on = MONDAY
    pat.save()
    plan.state = "paused"
    plan.save()
    assert "How was your week?" not in text(as_pat, "today")


# what comes of it


def test_progress_shows_the_weeks_and_what_is_possible_again(as_pat, pat, plan):
    SessionLogFactory(plan=plan)
    for day, worry, said in ((dt.date(2026, 2, 25), 7, "Sleep on my side"), (NOON.date(), 3, "Tie my shoes")):
        week = day - dt.timedelta(day.weekday())
        CheckIn.objects.create(patient=pat, week=week, local_date=day, logged_at=NOON, worry=worry, can_do=said)
    page = text(as_pat, "progress")
    assert "What I can do now that I could not Tie my shoes 4 March Sleep on my side 25 February" in page
    assert "Worry from 0, no worry, to 10, worst worry: newest 7, 3, 2 answers." in page


def test_progress_takes_as_many_statements_for_many_weeks_as_for_one(as_pat, pat, plan):
    SessionLogFactory(plan=plan)
    CheckIn.objects.create(patient=pat, week=MONDAY, local_date=MONDAY, logged_at=NOON, worry=3, can_do="Stand")
    one = statements(as_pat, reverse("portal:progress"))
    for back in range(1, 60):
        day = MONDAY - dt.timedelta(weeks=back)
        CheckIn.objects.create(patient=pat, week=day, local_date=day, logged_at=NOON, worry=3, can_do="Stand")
        SessionLogFactory(plan=plan, local_date=day)
    assert statements(as_pat, reverse("portal:progress")) == one


def test_staff_see_the_weeks_and_the_mornings(as_anna, as_pat, pat, plan):
    as_pat.post(URL, ANSWERS)
    page = Forms(as_anna.get(f"/patients/{pat.pk}/").content.decode()).text
    assert "4 Mar 4 6 3 – –" in page
    assert "“Tie my shoes” can do now" in page
