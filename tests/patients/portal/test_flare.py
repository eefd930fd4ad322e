"""A flare-up: the signs first, then the easy plan, a week met by one session, and back step by step."""

import datetime as dt
import json
import uuid

import pytest

from exercises.models import Exercise
from patients.easing import is_in_flare, share_in, share_on
from patients.models import Flare, ItemLog, Plan, PlanWeek, SafetyLock, SessionLog, SetLog
from patients.portal.easing import eased, share_of
from programmes.dose import parse
from programmes.models import Item
from tests.factories import ExerciseFactory, SessionFactory, SessionLogFactory, item
from tests.patients.portal.visiting import MONDAY, NOON, quick, read, send, sent, statements, text

URL = "/my/flare/"
TODAY = NOON.date()


def tell(client, **changes):
    body = {"uuid": str(uuid.uuid4()), "local_date": "2026-03-04"} | changes
    return client.post(URL, json.dumps(body), content_type="application/json")


def begin(pat, day=TODAY, ended=None):
    return Flare.objects.create(patient=pat, began_on=day, ended_on=ended, logged_at=NOON)


@pytest.fixture
def easy(session):
    """A plan for a flare-up, written beforehand."""
    written = SessionFactory(phase=session.phase, name="Gentle days", kind="easy", position=2)
    item(written, ExerciseFactory(name="Cat and cow"), "2x6")
    return written


# The arithmetic


@pytest.mark.parametrize(("days", "share"), [(-1, 100), (0, 60), (6, 60), (7, 80), (13, 80), (14, 100), (400, 100)])
def test_the_share_comes_back_week_by_week(days, share):
    assert share_on(TODAY + dt.timedelta(days), TODAY) == share


def test_who_had_no_flare_up_does_all_of_it():
    assert share_on(TODAY, None) == share_in(TODAY, None, None) == 100
    assert not is_in_flare(TODAY, None, None)


def test_in_a_flare_up_it_is_60_per_cent_and_one_taken_back_the_same_day_leaves_no_trace():
    assert share_in(TODAY, MONDAY, None) == 60
    assert share_in(MONDAY - dt.timedelta(1), MONDAY, None) == 100
    assert share_in(TODAY, TODAY, TODAY) == 100


# Saying it


def test_the_signs_are_asked_first_and_nothing_ticked_begins_it(as_pat, pat, plan, session):
    page = read(as_pat.get(URL))
    assert "Losing control of your bowels" in page.text
    assert as_pat.post(URL, page.hidden).url == URL
    flare = Flare.objects.get()
    assert (flare.patient, flare.began_on, flare.ended_on) == (pat, TODAY, None)
    assert "It is better now" in text(as_pat, "flare")


def test_any_sign_leads_to_help_instead(as_pat, plan):
    assert as_pat.post(URL, {"signs": ["bladder"]}).url == "/my/alarm/"
    assert (Flare.objects.count(), SafetyLock.objects.get().signs) == (0, "bladder")


def test_sent_twice_it_begins_once_and_one_is_open_at_a_time(as_pat, plan):
    key = str(uuid.uuid4())
    first, again, other = tell(as_pat, uuid=key), tell(as_pat, uuid=key), tell(as_pat)
    assert [answer.status_code for answer in (first, again, other)] == [201, 200, 200]
    assert first.json() == {"uuid": key, "address": URL}
    assert Flare.objects.count() == 1


def test_it_is_better_now_ends_it_however_often_it_is_said(as_pat, pat, plan):
    flare = begin(pat, MONDAY)
    answers = [tell(as_pat, ends=str(flare.uuid)) for _ in range(2)]
    flare.refresh_from_db()
    assert ([one.status_code for one in answers], flare.ended_on) == ([200, 200], TODAY)


def test_begun_and_ended_without_a_network_and_sent_late_it_stands_on_its_days(as_pat, pat, plan, clock):
    clock.shift(dt.timedelta(days=5))
    key = str(uuid.uuid4())
    tell(as_pat, uuid=key, local_date="2026-03-04")
    tell(as_pat, ends=key, local_date="2026-03-07")
    again = tell(as_pat, uuid=str(uuid.uuid4()), local_date="2026-03-05")
    assert again.status_code == 200
    assert list(Flare.objects.values_list("began_on", "ended_on")) == [(TODAY, dt.date(2026, 3, 7))]


@pytest.mark.parametrize("changes", [{"local_date": "2026-04-01"}, {"local_date": "2025-01-01"}, {"uuid": "x"}])
def test_what_cannot_be_meant_is_refused(as_pat, plan, changes):
    assert tell(as_pat, **changes).status_code == 422
    assert not Flare.objects.exists()


# The easy plan


def test_the_plan_written_beforehand_takes_todays_place(as_pat, pat, plan, session, easy):
    assert "Gentle days" not in text(as_pat, "today")
    begin(pat)
    page = text(as_pat, "today")
    assert "In a flare-up Gentle days" in page
    assert "0 of 1 session this week" in page
    assert "Any day this week Session A" not in page
    assert "twice" not in page
    assert "2 sets of 6" in text(as_pat, "session", easy.pk)  # taken as it was written


def test_without_one_it_is_what_suits_at_60_per_cent(as_pat, pat, plan, session):
    first, second = session.items.order_by("position")
    Exercise.objects.filter(pk=first.exercise_id).update(flare_ok=True)
    begin(pat)
    assert "In a flare-up Your easy plan" in text(as_pat, "today")
    page = text(as_pat, "session", session.pk)
    assert (first.exercise.name in page, second.exercise.name in page) == (True, False)
    assert "2 sets of 10" in page
    assert "2 sets of 10" in text(as_pat, "exercise", session.pk, 1)


def test_where_nothing_suits_everything_is_there_with_less_of_it(as_pat, pat, plan, session):
    begin(pat)
    page = text(as_pat, "session", session.pk)
    assert all(one.exercise.name in page for one in session.items.all())
    assert "2 sets of 10" in page


def test_the_session_with_what_suits_goes_before_the_one_in_turn(as_pat, pat, plan, session):
    other = SessionFactory(phase=session.phase, name="B", position=2)
    item(other, ExerciseFactory(name="Cat and cow", flare_ok=True))
    begin(pat)
    assert f'href="/my/session/{other.pk}/"' in as_pat.get("/my/").content.decode()


def test_as_prescribed_stores_what_was_asked_for_that_day(as_pat, pat, plan, session):
    first = session.items.order_by("position").first()
    Exercise.objects.filter(pk=first.exercise_id).update(flare_ok=True)
    begin(pat)
    quick(as_pat, session)
    assert [log.item for log in ItemLog.objects.all()] == [first]
    assert SetLog.objects.count() == 2


def test_a_session_of_before_is_stored_as_it_was_prescribed_then(as_pat, pat, plan, session):
    begin(pat)
    quick(as_pat, session, day="2026-03-03")
    assert SetLog.objects.count() == 9


def test_more_than_the_easy_plan_may_be_logged(as_pat, pat, plan, session):
    begin(pat)
    assert send(as_pat, sent(session)).status_code == 201
    assert SetLog.objects.filter(number=3).exists()


# The week


def test_one_session_meets_a_week_with_a_flare_up_in_it(as_pat, pat, plan, session, easy):
    begin(pat)
    quick(as_pat, easy)
    week = PlanWeek.objects.get()
    assert (week.sessions_done, week.target, week.on_target) == (1, 1, True)
    assert Plan.objects.get().weeks_on_target == 1
    page = text(as_pat, "today")
    assert "That is enough for this week" in page
    assert "1 of 1 session this week" in page


def test_a_week_counted_already_becomes_kinder_when_it_begins(as_pat, plan, session):
    quick(as_pat, session, day="2026-03-02")
    assert PlanWeek.objects.get().on_target is False
    tell(as_pat)
    assert (PlanWeek.objects.get().on_target, Plan.objects.get().weeks_on_target) == (True, 1)


def test_the_easy_plan_takes_no_turn(as_pat, pat, plan, session, easy):
    second = SessionFactory(phase=session.phase, name="B", position=3)
    item(second, ExerciseFactory())
    SessionLogFactory(plan=plan, session=session, local_date=MONDAY - dt.timedelta(days=3))
    SessionLogFactory(plan=plan, session=easy, local_date=dt.date(2026, 3, 3))
    assert "Any day this week Session B" in text(as_pat, "today")


# Back again


@pytest.mark.parametrize(
    ("days", "dose", "says"), [(3, "2 sets of 10", True), (8, "2 sets of 10", True), (15, "3 sets of 10", False)]
)
def test_afterwards_doses_come_back_step_by_step(as_pat, pat, plan, session, clock, days, dose, says):
    begin(pat, MONDAY, ended=TODAY)
    clock.shift(dt.timedelta(days=days))
    assert dose in text(as_pat, "session", session.pk)
    page = text(as_pat, "today")
    assert ("coming back step by step" in page) is says
    assert "In a flare-up" not in page


def test_what_a_log_of_the_eased_days_says_survives_a_change(as_pat, pat, plan, session):
    begin(pat, MONDAY, ended=TODAY)
    quick(as_pat, session)
    log = SessionLog.objects.get()
    page = as_pat.get(f"/my/log/{log.pk}/")
    assert page.status_code == 200
    assert SetLog.objects.filter(item_log__session_log=log).count() == 6  # 2 sets, and 2 on each side


def test_the_pack_asks_in_one_line(pat, plan, session):
    begin(pat, MONDAY, ended=TODAY)
    assert [share_of(pat, TODAY + dt.timedelta(days)) for days in (-1, 0, 7, 14)] == [60, 60, 80, 100]
    one = session.items.order_by("position").first()
    assert (eased(one, 60), eased(one, 100)) == (parse("2x10"), parse("3x10"))
    one.refresh_from_db()
    assert one.dose == parse("3x10")  # nothing of it was saved
    assert Item.objects.get(pk=one.pk).sets_lo == 3


def test_today_takes_no_more_statements_in_a_flare_up(as_pat, pat, plan, session, easy):
    before = statements(as_pat, "/my/")
    begin(pat)
    assert statements(as_pat, "/my/") == before
