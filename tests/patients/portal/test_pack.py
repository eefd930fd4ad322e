"""The pack: what a device takes along, and what it must never hold."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patients.entries import ItemEntry, SessionEntry, SetEntry
from patients.services import logs
from programmes.dose import parse
from tests.factories import ExerciseFactory, SessionFactory, item, ladder
from tests.patients.portal.visiting import MONDAY

PACK = "/my/pack.json"


def pack(client):
    answer = client.get(PACK)
    assert answer.status_code == 200
    return answer.json()


@pytest.fixture
def squat(session):
    """A squat on each side with everything a dose can say, and the step below it on a ladder."""
    exercise = ExerciseFactory(name="Split squat", load_type="external_kg", cue="Knee over toes", steps="Stand\nLower")
    step = ExerciseFactory(name="Step-up", cue="Whole foot")
    ladder(step, exercise)
    return item(session, exercise, "3-4x8-10/side @12kg rest 60s", note="Left knee first")


def told(client, wanted):
    items = [each for one in pack(client)["sessions"] for each in one["items"]]
    return next(each for each in items if each["id"] == wanted.pk)


def test_it_holds_the_plan_the_turns_and_the_next_two_weeks(as_pat, plan, session):
    found = pack(as_pat)
    assert found["plan"]["per_week"] == [2, 3]
    assert (found["today"], found["good_until"]) == ("2026-03-04", "2026-03-18")
    assert (found["turns"], found["next_turn"]) == ([session.pk], session.pk)
    assert [one["title"] for one in found["sessions"]] == ["Session A"]
    assert found["patient"]["is_new"] is True


def test_an_exercise_comes_with_its_dose_in_words_and_numbers(as_pat, squat):
    found = told(as_pat, squat)
    assert found["dose"] == "3 to 4 sets of 8 to 10 on each side, with 12 kg"
    assert found["dose_more"] == "Rest 60 seconds between sets"
    assert (found["sets"], found["sets_most"], found["sides"]) == (3, 4, ["left", "right"])
    assert (found["rest_seconds"], found["work_seconds"]) == (60, None)
    assert [(each["name"], each["usual"], each["hint"]) for each in found["amounts"]] == [
        ("reps", None, "8 to 10"),
        ("load_kg", 12, ""),
    ]
    assert (found["cue"], found["steps"], found["note"]) == ("Knee over toes", ["Stand", "Lower"], "Left knee first")
    assert (found["easier"]["name"], found["easier"]["cue"]) == ("Step-up", "Whole foot")


@pytest.mark.parametrize(
    ("dose", "timer"),
    [
        ("3x20-30s/side @8kg", {"work_seconds": 20}),
        ("2x5 hold 10s", {"hold_seconds": 10}),
        ("20min easy", {"minutes_seconds": 1200}),
    ],
)
def test_times_are_the_least_that_was_asked_for(as_pat, squat, dose, timer):
    squat.set_dose(parse(dose))
    squat.save()
    found = told(as_pat, squat)
    assert {name: found[name] for name in timer} == timer


def test_the_last_time_comes_along_and_only_the_last(as_pat, pat, squat, session):
    for day, reps in ((MONDAY, 8), (MONDAY + dt.timedelta(days=1), 9)):
        sets = (SetEntry(1, "left", reps=reps), SetEntry(1, "right", reps=reps))
        entry = SessionEntry(uuid.uuid4(), session.pk, day, (ItemEntry(squat.pk, sets),))
        logs.store(patient=pat, entry=entry, by=pat.membership.user)
    found = pack(as_pat)
    assert told(as_pat, squat)["last"] == [
        {"number": 1, "side": "left", "reps": 9},
        {"number": 1, "side": "right", "reps": 9},
    ]
    assert [each["date"] for each in found["done"]] == ["2026-03-03", "2026-03-02"]


def test_sets_done_as_an_easier_exercise_are_not_taken_for_this_one(as_pat, pat, squat, session):
    easier = told(as_pat, squat)["easier"]["id"]
    items = (ItemEntry(squat.pk, (SetEntry(1, "left", reps=30),), easier="step", done_as_id=easier),)
    logs.store(patient=pat, entry=SessionEntry(uuid.uuid4(), session.pk, MONDAY, items), by=pat.membership.user)
    assert told(as_pat, squat)["last"] == []


def test_nothing_in_it_names_the_person_or_somebody_else(as_pat, as_sam, pat, sam, squat):
    pat.email, pat.phone = "pat@example.test", "0123 456"
    pat.save()
    whole = as_pat.get(PACK).content.decode()
    assert not [word for word in ("Pine", "pat@example.test", "0123 456", "Sam") if word in whole]
    assert pack(as_pat)["owner"] != pack(as_sam)["owner"]
    assert pack(as_pat)["key"] != pack(as_sam)["key"]
    assert pack(as_pat)["key"] == pack(as_pat)["key"]


def test_without_a_plan_it_is_empty_but_there(as_sam):
    found = pack(as_sam)
    assert (found["plan"], found["sessions"]) == (None, [])
    assert found["clinic"]["emergency"]["href"] == "tel:999"


def test_its_queries_do_not_grow_with_the_programme(as_pat, squat, session):
    def asked():
        as_pat.get(PACK)
        with CaptureQueriesContext(connection) as found:
            as_pat.get(PACK)
        return len(found)

    before = asked()
    for _ in range(3):
        item(SessionFactory(phase=session.phase), ExerciseFactory())
    assert asked() == before <= 15


def test_it_is_kept_by_nobody_but_the_device_and_brings_the_cookie(as_pat, plan):
    answer = as_pat.get(reverse("portal:pack"))
    assert "no-store" in answer["Cache-Control"]
    assert answer.cookies["csrftoken"].value


def test_a_flare_up_a_sign_and_what_is_asked_come_along(as_pat, pat, squat, session):
    assert (pack(as_pat)["flare"], pack(as_pat)["lock"], pack(as_pat)["share"]) == (None, None, 100)
    entry = SessionEntry(uuid.uuid4(), session.pk, MONDAY + dt.timedelta(days=1), as_prescribed=True)
    log = logs.store(patient=pat, entry=entry, by=pat.membership.user)
    pat.flares.create(began_on=MONDAY, logged_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC))
    found = pack(as_pat)
    assert found["morning"] == {"log": str(log.uuid), "title": "Session A", "date": "2026-03-03"}
    assert (found["flare"]["began_on"], found["share"]) == ("2026-03-02", 60)
    assert told(as_pat, squat)["dose"].startswith("2 sets of 8 to 10 on each side")
    sent = {"uuid": str(uuid.uuid4()), "signs": ["bladder"], "local_date": "2026-03-04"}
    as_pat.post("/my/alarm/", sent, content_type="application/json")
    assert pack(as_pat)["lock"] is not None
