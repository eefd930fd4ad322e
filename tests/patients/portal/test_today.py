"""Today, as a phone without any script sees it: every state."""

import datetime as dt

import pytest

from patients.models import Patient, Plan, SessionLog
from programmes.models import Item, Session
from tests.factories import (
    ExerciseFactory,
    PhaseFactory,
    SessionFactory,
    SessionLogFactory,
    item,
)
from tests.patients.portal.visiting import MONDAY, NOON, statements, text


def test_today_shows_what_is_due_and_how_the_week_stands(as_pat, plan):
    SessionLogFactory(plan=plan, local_date=MONDAY, logged_at=NOON - dt.timedelta(days=2, hours=1))
    page = text(as_pat, "today")
    assert "Session A" in page
    assert "1 of 2 to 3 sessions this week" in page
    assert "Done as prescribed" in page
    assert "Your first session" in page  # last_session_on is kept by the service, which the factory passes by


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"training_days": "135"}, "Today Session A"),
        ({"training_days": "25"}, "A rest day Next: Session A, on Friday."),
        ({"training_days": "4"}, "A rest day Next: Session A, tomorrow."),
        ({"starts_on": dt.date(2026, 3, 5)}, "Your programme starts tomorrow"),
        ({"starts_on": dt.date(2026, 3, 9)}, "Your programme starts on Monday 9 March"),
        ({"state": "paused"}, "Your programme is resting"),
        ({"state": "ended"}, "This programme has come to its end"),
    ],
)
def test_today_says_when_and_why(as_pat, plan, changes, words):
    Plan.objects.filter(pk=plan.pk).update(**changes)
    assert words in text(as_pat, "today")


def test_today_without_a_plan_says_what_will_come(as_pat):
    assert "Your physio has not set up a programme for you so far." in text(as_pat, "today")


def test_today_after_training_says_when_next(as_pat, plan):
    SessionLogFactory(plan=plan, local_date=NOON.date())
    assert "Done for today Well done Next: Session A, any day you like." in text(as_pat, "today")


def test_today_with_the_week_done_rests_until_monday(as_pat, plan):
    Plan.objects.update(per_week_hi=2)
    for day in (2, 3):
        SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, day))
    assert "Rest is part of training. Next: Session A, any day from Monday." in text(as_pat, "today")


def test_today_takes_turns_within_the_phase(as_pat, plan, session):
    second = SessionFactory(phase=session.phase, name="B", position=2)
    item(second, ExerciseFactory())
    assert "Any day this week Session A" in text(as_pat, "today")
    SessionLogFactory(plan=plan, local_date=MONDAY)
    assert "Any day this week Session B" in text(as_pat, "today")


def test_today_shows_the_sessions_of_the_plans_phase(as_pat, plan, session):
    later = SessionFactory(phase=PhaseFactory(version=plan.version, position=2, name="Get stronger"), name="Heavy")
    item(later, ExerciseFactory())
    Plan.objects.update(phase_number=2)
    page = text(as_pat, "today")
    assert ("Get stronger" in page, "Any day this week Heavy" in page, "Session A" in page) == (True, True, False)


def test_today_lists_extras_beside_the_training(as_pat, plan, session):
    walk = SessionFactory(phase=session.phase, name="Easy walk", kind="extra", per_week="3-5", position=2)
    item(walk, ExerciseFactory(name="Walking"), "20min easy")
    SessionLogFactory(plan=plan, session=walk, local_date=MONDAY)
    page = text(as_pat, "today")
    assert "Easy walk Walking, 20 minutes, easy pace · 3 to 5 times a week · 1 this week" in page
    assert "0 of 2 to 3 sessions this week" in page


def test_today_without_training_sessions_does_not_break(as_pat, plan):
    Session.objects.all().delete()
    assert "Nothing to train today" in text(as_pat, "today")


def test_today_uses_the_patients_own_date(as_pat, plan, clock):
    Patient.objects.update(timezone="Pacific/Auckland")
    clock.move_to(dt.datetime(2026, 3, 4, 11, 30, tzinfo=dt.UTC))
    assert "Thursday 5 March" in text(as_pat, "today")


def test_today_takes_the_same_few_statements_for_one_exercise_and_for_more(as_pat, plan, session):
    Item.objects.exclude(pk=Item.objects.first().pk).delete()
    SessionLogFactory(plan=plan, local_date=MONDAY)
    with_one = statements(as_pat, "/my/")
    for _ in range(3):
        item(session, ExerciseFactory(), "3x10")
    extra = SessionFactory(phase=session.phase, name="Walk", kind="extra", position=2)
    item(extra, ExerciseFactory(), "20min easy")
    for day in (2, 3, 4):
        SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, day))
    assert (with_one, statements(as_pat, "/my/")) == (10, 10)
    SessionLog.objects.all().delete()
    assert statements(as_pat, "/my/") == 11
