"""What got in the way: asked once a week, answered by tap or in the portal; help, a change, a line for staff."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from clinic.models import AuditEvent
from patients import watching
from patients.barriers import HELP, LONGEST_CUE, offer_of
from patients.models import Attention, BarrierAnswer, Flare, Message, Patient, Plan, Reminder, SafetyLock
from patients.progress.adherence import State, Week, adherence
from patients.progress.below import is_below_target, week_asked
from patients.reminders import taps
from patients.services import barriers, plans
from programmes.models import Item
from tests.factories import PlanFactory, SessionLogFactory

NOW = dt.datetime(2026, 3, 18, 12, tzinfo=dt.UTC)  # a Wednesday
TODAY, MONDAY = NOW.date(), dt.date(2026, 3, 16)
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
PAGE, TODAYS = "/my/in-the-way/", "/my/"
QUESTION = "What got in the way last week?"
OFFERS = [(what, offer.code) for what, help_ in HELP.items() for offer in help_.offers]


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def plan(pat: Patient) -> Plan:
    """Since two weeks, on Mondays and Thursdays, of which one was trained last week."""
    plan = PlanFactory(patient=pat, training_days="14", per_week_lo=2, per_week_hi=2)
    plan.weeks.create(starts_on=MONDAY - WEEK, sessions_done=1, target=2)
    SessionLogFactory(plan=plan, local_date=MONDAY - 5 * DAY, logged_at=NOW - 7 * DAY)
    Patient.objects.filter(pk=pat.pk).update(last_session_on=MONDAY - 5 * DAY)
    return plan


@pytest.fixture
def link(plan: Plan) -> str:
    sent = {"kind": "barrier", "state": "sent", "local_date": TODAY, "due_at": NOW}
    row = Reminder.objects.create(patient=plan.patient, plan=plan, **sent)
    return f"/t/{taps.token_for(row, 'barrier')}/"


def words_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def world() -> list[Any]:
    """What a change may touch."""
    return [
        list(Plan.objects.values("training_days", "per_week_lo", "per_week_hi", "state", "resume_on")),
        list(Patient.objects.order_by("pk").values("reminder_hour", "reminders_on", "muted_kinds")),
    ]


# Whether to ask


@given(
    done=st.integers(0, 5),
    target=st.integers(1, 5),
    days=st.integers(0, 40),
    paused=st.none() | st.integers(0, 40),
)
def test_only_a_whole_week_that_fell_short_and_did_not_rest_asks(
    done: int, target: int, days: int, paused: int | None
) -> None:
    starts_on, asked = TODAY - days * DAY, week_asked(TODAY)
    rests = [] if paused is None else [(TODAY - paused * DAY, None)]
    how = adherence(
        starts_on=starts_on, today=TODAY, done={asked: (done, target)} if done else {}, target=target, pauses=rests
    )
    rested = bool(rests) and rests[0][0] < asked + WEEK
    expected = done < target and starts_on <= asked and not rested
    assert is_below_target(how.last(6), starts_on=starts_on, today=TODAY) is expected


def test_the_running_week_asks_nothing() -> None:
    weeks = [Week(MONDAY - WEEK, 2, 2, State.MET), Week(MONDAY, 0, 2, State.NONE)]
    assert not is_below_target(weeks, starts_on=MONDAY - WEEK, today=TODAY)


def test_today_asks_once_a_week(as_pat: Client, plan: Plan, clock: Any) -> None:
    page = as_pat.get(TODAYS)
    assert QUESTION in words_of(page)
    assert page.content.decode().count('name="what"') == 9
    assert as_pat.post(PAGE, {"what": "time"}).status_code == 302
    assert QUESTION not in words_of(as_pat.get(TODAYS))
    clock.move_to(NOW + WEEK)
    assert QUESTION in words_of(as_pat.get(TODAYS))


@pytest.mark.parametrize("why", ["met", "paused", "flare", "locked", "ended"])
def test_today_asks_nothing_where_something_explains_it(
    as_pat: Client, pat: Patient, plan: Plan, anna: Any, why: str
) -> None:
    if why == "met":
        plan.weeks.update(sessions_done=2)
    elif why in ("paused", "ended"):
        getattr(plans, {"paused": "pause", "ended": "end"}[why])(plan=plan, by=anna.user)
    elif why == "flare":
        Flare.objects.create(patient=pat, began_on=MONDAY - 3 * DAY, ended_on=MONDAY, logged_at=NOW)
    else:
        SafetyLock.objects.create(patient=pat, urgency="now", signs="saddle", local_date=TODAY, raised_at=NOW)
    assert QUESTION not in words_of(as_pat.get(TODAYS))
    assert not barriers.is_asked(pat, pat.plans.open().first(), TODAY)


def test_the_weekly_questions_end_with_it(as_pat: Client, plan: Plan) -> None:
    said = {"uuid": str(uuid.uuid4()), "usual_pain": "3", "gate": "no"}
    assert as_pat.post("/my/check-in/", said)["Location"] == PAGE
    as_pat.post(PAGE, {"what": "fine"})
    assert as_pat.post("/my/check-in/", said | {"uuid": str(uuid.uuid4())})["Location"] == TODAYS
    assert as_pat.post("/my/check-in/", said | {"gate": "yes"})["Location"] == "/my/alarm/"


# The answer and its help


@pytest.mark.parametrize("what", BarrierAnswer.What.values)
def test_each_answer_has_its_own_help_by_tap_and_in_the_portal(
    what: str, plan: Plan, link: str, as_pat: Client
) -> None:
    tapped = Client(enforce_csrf_checks=True).post(link, {"what": what})
    as_pat.post(PAGE, {"what": what})
    for page in (tapped, as_pat.get(PAGE)):
        assert page.status_code == 200
        html, words = page.content.decode(), words_of(page)
        assert all(part in words for part in HELP[what].words)
        assert re.findall(r'name="change" value="([^"]+)"', html) == [offer.code for offer in HELP[what].offers]
        assert ("Now: emergency help" in words) is HELP[what].signs
    assert "Pat" not in tapped.content.decode()
    assert BarrierAnswer.objects.get().week == MONDAY - WEEK
    assert AuditEvent.objects.filter(verb="barrier_answered").count() == 1
    assert AuditEvent.objects.filter(verb="tapped").count() == 1


@pytest.mark.parametrize(("what", "code"), OFFERS)
def test_a_change_is_made_once_and_undone(what: str, code: str, plan: Plan, link: str) -> None:
    browser, before = Client(), world()
    browser.post(link, {"what": what})
    pages = [browser.post(link, {"change": code}) for _ in range(2)]
    offer = offer_of(what, code)
    assert offer is not None
    assert [offer.done in words_of(page) for page in pages] == [True, True]
    assert BarrierAnswer.objects.get().change == code
    assert AuditEvent.objects.filter(verb="barrier_change_made").count() == 1
    asked = list(Message.objects.filter(is_from_patient=True).values_list("text", flat=True))
    assert asked == ([offer.request] if offer.request else [])
    changes_something = code not in ("short", "easier") and not offer.request
    assert (world() != before) is changes_something
    assert ('name="undo"' in pages[0].content.decode()) is not bool(offer.request)
    for _ in range(2):
        browser.post(link, {"undo": "1"})
    assert world() == before
    assert BarrierAnswer.objects.get().change == (code if offer.request else "")


def test_another_change_takes_the_place_of_the_first(plan: Plan, link: str, pat: Patient) -> None:
    browser, before = Client(), world()
    browser.post(link, {"what": "forgot"})
    for code in ("hour-0800", "hour-2000"):
        browser.post(link, {"change": code})
    assert Patient.objects.get().reminder_hour == dt.time(20)
    browser.post(link, {"undo": "1"})
    assert world() == before


def test_what_somebody_changed_since_is_not_undone(plan: Plan, link: str, anna: Any) -> None:
    browser = Client()
    browser.post(link, {"what": "time"})
    browser.post(link, {"change": "any_day"})
    plans.set_days(plan=plan, training_days="25", per_week_lo=2, per_week_hi=2, by=anna.user)
    browser.post(link, {"undo": "1"})
    assert Plan.objects.get().training_days == "25"


def test_what_is_not_offered_changes_nothing(plan: Plan, link: str, as_pat: Client) -> None:
    before, browser = world(), Client()
    for said in ({}, {"what": "moon"}, {"what": ""}, {"change": "rest-7"}, {"undo": "1"}):
        answer = browser.post(link, said)
        assert (answer.status_code, "Tap one of the answers" in words_of(answer)) == (422, True)
        assert as_pat.post(PAGE, said).status_code == 422
    browser.post(link, {"what": "time"})
    for code in ("rest-7", "hour-0800", "hour-9999", "", "x" * 500):
        assert browser.post(link, {"change": code}).status_code == 410
        assert as_pat.post(PAGE, {"change": code}).status_code == 422
    assert (world(), BarrierAnswer.objects.get().change) == (before, "")


def test_the_short_version_stands_on_today_until_the_next_session(as_pat: Client, plan: Plan) -> None:
    Item.objects.filter(pk=Item.objects.first().pk).update(is_core=False)
    as_pat.post(PAGE, {"what": "time"})
    as_pat.post(PAGE, {"change": "short"})
    page = as_pat.get(TODAYS)
    assert "You chose the short version for next time" in words_of(page)
    assert re.search(r'href="/my/session/\d+/\?short=1">Start the short version', page.content.decode())
    SessionLogFactory(plan=plan, local_date=TODAY)
    assert "You chose the short version" not in words_of(as_pat.get(TODAYS))


def test_the_cue_is_kept_in_the_patients_words(
    as_pat: Client, as_anna: Client, plan: Plan, pat: Patient, clock: Any
) -> None:
    as_pat.post(PAGE, {"what": "forgot"})
    as_pat.post(PAGE, {"cue": "  After <b>breakfast</b> "})
    as_pat.post(PAGE, {"what": "time"})
    as_pat.post(PAGE, {"what": "forgot"})
    assert "After &lt;b&gt;breakfast&lt;/b&gt;" not in as_pat.get(PAGE).content.decode()
    as_pat.post(PAGE, {"cue": "After <b>breakfast</b>"})
    clock.move_to(NOW + WEEK + DAY)  # a Thursday, one of the days
    as_pat.post(PAGE, {"what": "forgot"})  # the next week too: the cue is still theirs
    assert "After &lt;b&gt;breakfast&lt;/b&gt;" in as_pat.get(PAGE).content.decode()
    assert "Your own cue: After &lt;b&gt;breakfast&lt;/b&gt;" in as_pat.get(TODAYS).content.decode()
    assert "ties it to “After &lt;b&gt;breakfast&lt;/b&gt;”" in as_anna.get(f"/patients/{pat.pk}/").content.decode()
    assert as_pat.post(PAGE, {"cue": "x" * (LONGEST_CUE + 1)}).status_code == 422


def test_before_the_first_week_is_over_the_answer_is_about_that_week(
    as_pat: Client, as_anna: Client, plan: Plan, link: str
) -> None:
    Plan.objects.update(starts_on=TODAY - DAY)
    assert "Monday 16 March" in words_of(Client().get(link))
    Client().post(link, {"what": "afraid"})
    as_pat.post(PAGE, {"change": "ask_afraid"})
    answer = BarrierAnswer.objects.get()
    assert (answer.week, answer.change) == (MONDAY, "ask_afraid")
    watching.look()
    told = Attention.objects.get(reason="barrier").words
    assert told == "What got in the way: “Afraid it might do harm”; chose asked to talk about being unsure"


# What staff see


def test_staff_see_it_on_the_record_and_as_one_item_a_week(
    as_anna: Client, as_ben: Client, pat: Patient, plan: Plan, link: str, clock: Any
) -> None:
    watching.look()
    assert not Attention.objects.filter(reason="barrier").exists()
    Client().post(link, {"what": "ill"})
    Client().post(link, {"what": "space"})
    Client().post(link, {"change": "ask_no_kit"})
    watching.look()
    told = "Below target. What got in the way: “No space or kit”; chose asked for exercises without kit or room"
    inbox = words_of(as_anna.get("/caseload/attention/"))
    assert (inbox.count(told), Attention.objects.filter(reason="barrier").count()) == (1, 1)
    assert "No space or kit: 1" in inbox
    assert "Week of 9 Mar: “No space or kit”, chose asked for exercises" in words_of(
        as_anna.get(f"/patients/{pat.pk}/")
    )
    assert "No space" not in words_of(as_ben.get("/caseload/attention/"))
    as_anna.post(f"/patients/{pat.pk}/attention/done/", {"what_was_done": "Talked", "next": "/caseload/attention/"})
    watching.note(pat.pk)
    watching.look()
    assert not Attention.objects.filter(reason="barrier", end="").exists()
