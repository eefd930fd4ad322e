"""One tap, and the whole session in one request."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patients.models import SessionLog, SetLog
from tests.conftest import signed_in
from tests.factories import (
    ExerciseFactory,
    item,
)
from tests.patients.portal.visiting import NOON, quick, read, send, sent


def test_done_as_prescribed_stores_at_once_and_then_asks_how_it_felt(as_pat, plan, session):
    hidden = read(as_pat.get("/my/")).hidden
    answer = as_pat.post(reverse("portal:log"), hidden)
    log = SessionLog.objects.get()
    assert answer.url == reverse("portal:felt", args=[log.pk])
    assert (log.as_prescribed, SetLog.objects.count(), log.local_date) == (True, 9, NOON.date())

    answer = as_pat.post(answer.url, {"confidence": "8", "pain_highest": "1"})
    log.refresh_from_db()
    assert answer.url == reverse("portal:done", args=[log.pk])
    assert (log.confidence, log.pain_highest, log.as_prescribed) == (8, 1, True)
    assert SetLog.objects.count() == 9


def test_done_as_prescribed_tapped_twice_stores_once(as_pat, plan, session):
    hidden = read(as_pat.get("/my/")).hidden
    first, again = (as_pat.post(reverse("portal:log"), hidden) for _ in range(2))
    assert first.url == again.url
    assert SessionLog.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"day": "2026-02-31"},
        {"day": "20262-01-01"},
        {"day": "2026-03-05"},
        {"session": "0"},
        {"session": "9" * 30},
        {"session": "abc"},
        {"uuid": "no"},
        {"uuid": ""},
    ],
)
def test_quick_button_with_nonsense_stores_nothing_and_says_so(as_pat, plan, session, changes):
    answer = quick(as_pat, session, **changes)
    assert (answer.status_code, answer.url, SessionLog.objects.count()) == (302, "/my/", 0)
    assert len(re.findall('class="message error"', as_pat.get("/my/").content.decode())) == 1


def test_whole_session_in_one_request_is_stored_and_named(as_pat, plan, session):
    payload = sent(session)
    first, again = send(as_pat, payload), send(as_pat, payload)
    log = SessionLog.objects.get()
    assert (first.status_code, again.status_code) == (201, 200)
    assert (
        first.json()
        == again.json()
        == {
            "uuid": payload["uuid"],
            "session": session.pk,
            "local_date": "2026-03-04",
            "items": 2,
            "sets": 4,
            "address": reverse("portal:done", args=[log.pk]),
        }
    )
    assert list(SetLog.objects.values_list("number", "side", "reps", "load_kg").order_by("id")) == [
        *((n, "", 10, Decimal("2.5")) for n in (1, 2, 3)),
        (1, "left", None, None),
    ]


def test_whole_session_of_eight_items_takes_at_most_15_statements(as_pat, plan, session):
    for _ in range(6):
        item(session, ExerciseFactory(), "3x10")
    items = [{"item": one.pk, "sets": [{"number": n, "reps": 9} for n in (1, 2, 3)]} for one in session.items.all()]
    payload = sent(session, items=items)
    with CaptureQueriesContext(connection) as asked:
        assert send(as_pat, payload).status_code == 201
    assert (SetLog.objects.count(), len(asked)) == (24, 14)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"local_date": "2026-02-31"}, "local_date: "),
        ({"local_date": "20262-01-01"}, "local_date: "),
        ({"local_date": "2026-03-05"}, "This day is still to come. Choose today or an earlier day."),
        ({"uuid": "no"}, "uuid: "),
        ({"session": 10**30}, "session: "),
        ({"session": 999}, "This session is not part of your programme."),
        ({"pain_now": 11}, "pain_now: "),
        ({"pain_now": "NaN"}, "pain_now: "),
        ({"note": "x" * 2001}, "note: "),
        ({"note": "a\x00b"}, "Note: it holds a character that cannot be stored."),
        ({"extra": 1}, "extra: "),
        ({"items": [{"item": 1, "sets": [{"number": n} for n in range(1, 22)]}]}, "items.0.sets: "),
        ({"items": [{"item": 10**6}]}, "One of the exercises is not part of this session."),
        ({"items": [{"item": 1, "sets": [{"number": 1, "load_kg": -1}]}]}, "items.0.sets.0.load_kg: "),
        ({"items": [{"item": 1, "sets": [{"number": 1, "side": "up"}]}]}, "items.0.sets.0.side: "),
    ],
)
def test_whole_session_with_a_mistake_is_422_with_the_place(as_pat, plan, session, changes, message):
    answer = send(as_pat, sent(session, **changes))
    assert (answer.status_code, SessionLog.objects.count()) == (422, 0)
    assert [error for error in answer.json()["errors"] if error.startswith(message)] != []


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', b"\xff\xfe", '{"note": "\\ud800"}', "[" * 100_000])
def test_whole_session_that_is_no_session_is_422(as_pat, plan, body):
    assert send(as_pat, body).status_code == 422


def test_log_needs_the_csrf_token(pat, plan, session):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in(pat.membership).cookies
    assert send(strict, sent(session)).status_code == 403
    strict.get("/my/")
    token = strict.cookies["csrftoken"].value
    assert send(strict, sent(session), headers={"X-CSRFToken": token}).status_code == 201
