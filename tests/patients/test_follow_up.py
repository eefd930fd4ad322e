"""The inbox when people come and go, act at once, and when clocks change; what a decision keeps."""

import datetime as dt
import uuid

import pytest
import time_machine

from clinic.models import AuditEvent
from patients import watching
from patients.entries import SessionEntry
from patients.models import Attention, Away, Patient, PlanEvent, PlanWeek, Proposal, Reminder
from patients.progress.attention import Code, Facts, Thresholds, reasons
from patients.services import attending, logs, people
from programmes import services as programmes
from programmes.models import Session
from tests.conftest import signed_in
from tests.factories import MembershipFactory, PlanFactory

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
TODAY = NOW.date()
INBOX = "/caseload/attention/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cleo(clinic):
    return MembershipFactory(clinic=clinic, user__name="Cleo Clark", user__email="cleo@example.test")


@pytest.fixture
def open_item(pat, plan):
    def add(reason=Code.PAIN_HIGH, occasion="log 1", **more):
        return Attention.objects.create(
            patient=pat, reason=reason, occasion=occasion, urgency=1, words=f"Said: {reason}", action="call",
            opened_at=NOW, **more,
        )  # fmt: skip

    return add


def lists(*members):
    """On whose own list it stands."""
    return [attending.items_of(member).exists() for member in members]


# Coming and going


def test_whoever_stands_in_has_the_list_until_that_day(open_item, as_anna, anna, cleo, ada, clock):
    open_item()
    assert lists(anna, cleo, ada) == [True, False, False]
    answer = as_anna.post(f"/caseload/away/{anna.pk}/", {"until": "2026-03-06", "cover": cleo.pk})
    assert answer.status_code == 302
    assert lists(anna, cleo, ada) == [True, True, False]
    assert "Away until 6 Mar" in as_anna.get(INBOX).content.decode()
    clock.move_to(NOW + dt.timedelta(days=3))
    assert lists(anna, cleo, ada) == [True, False, False]


def test_without_anybody_to_stand_in_it_is_on_the_list_of_whoever_runs_the_clinic(open_item, anna, cleo, ada):
    open_item()
    Away.objects.create(membership=anna, until=TODAY)
    assert lists(cleo, ada) == [False, True]
    Away.objects.update(cover=cleo)
    Away.objects.create(membership=cleo, until=TODAY)  # away as well
    assert lists(ada) == [True]


def test_what_was_handed_to_somebody_who_leaves_is_back_where_it_came_from(open_item, anna, cleo, ada):
    open_item(handed_to=cleo)
    assert lists(anna, cleo) == [False, True]
    cleo.is_active = False
    cleo.save()
    assert lists(anna, ada) == [True, False]
    anna.is_active = False
    anna.save()
    assert lists(ada) == [True]


@pytest.mark.parametrize("until", ["2026-03-03", "2027-06-01", "soon", ""])
def test_a_day_that_makes_no_sense_is_said(as_anna, anna, until):
    assert as_anna.post(f"/caseload/away/{anna.pk}/", {"until": until}).status_code == 422
    assert not Away.objects.exists()


def test_only_oneself_or_whoever_runs_the_clinic_says_it(as_anna, as_ada, as_ben, anna, cleo):
    url = f"/caseload/away/{cleo.pk}/"
    assert [client.get(url).status_code for client in (as_anna, as_ada, as_ben)] == [403, 200, 404]
    as_ada.post(url, {"until": "2026-03-06"})
    as_ada.post(url, {"back": "1"})
    assert not Away.objects.exists()
    assert set(AuditEvent.objects.filter(verb__startswith="staff_").values_list("verb", flat=True)) == {
        "staff_away",
        "staff_back",
    }


def test_a_patient_moved_to_another_therapist_takes_the_items_along(open_item, pat, anna, cleo):
    open_item()
    people.change_patient(patient=pat, by=anna.user, therapist=cleo)
    assert lists(anna, cleo) == [False, True]


# Two at once


def test_what_came_up_after_the_page_was_made_is_not_closed_with_it(open_item, as_anna, pat):
    seen = open_item()
    later = open_item(Code.FLARE, "2026-03-04")
    url = f"/patients/{pat.pk}/attention/done/"
    as_anna.post(url, {"what_was_done": "Called", "items": f"{seen.pk}"})
    assert list(Attention.objects.filter(end="").values_list("pk", flat=True)) == [later.pk]


def test_the_second_to_deal_with_it_hears_who_was_faster(open_item, as_anna, pat, cleo):
    item = open_item()
    said = {"items": f"{item.pk}", "next": INBOX}
    first, second = signed_in(cleo), as_anna
    first.post(f"/patients/{pat.pk}/attention/done/", said | {"what_was_done": "Called, back to usual"})
    ways = {"done": {"what_was_done": "Wrote"}, "later": {"until": "2026-03-10"}, "hand": {"colleague": cleo.pk}}
    for verb, more in ways.items():
        answer = second.post(f"/patients/{pat.pk}/attention/{verb}/", said | more, follow=True)
        assert "Cleo Clark dealt with it last: Called, back to usual" in answer.content.decode()
    item.refresh_from_db()
    assert (item.ended_by, item.what_was_done, item.snoozed_until) == (cleo.user, "Called, back to usual", None)
    assert AuditEvent.objects.filter(verb__startswith="attention_").count() == 1


def test_items_of_another_patient_are_not_touched(open_item, as_anna, pat, sam):
    mine = open_item()
    as_anna.post(f"/patients/{sam.pk}/attention/done/", {"what_was_done": "Called", "items": f"{mine.pk}"})
    mine.refresh_from_db()
    assert mine.end == ""


# The rows


def test_the_inbox_is_narrowed_to_one_kind_of_work(open_item, as_anna):
    open_item()
    assert "Said: pain_high" in as_anna.get(f"{INBOX}?kind=safety").content.decode()
    page = as_anna.get(f"{INBOX}?kind=plan").content.decode()
    assert "Said: pain_high" not in page
    assert "Nothing of this kind" in page
    assert as_anna.get(f"{INBOX}?kind=nonsense").status_code == 200


def test_three_reminders_that_came_back_are_no_channel(pat, plan):
    def came_back(day, state):
        due = dt.datetime(2026, 3, day, 18, tzinfo=dt.UTC)
        Reminder.objects.create(patient=pat, plan=plan, local_date=due.date(), due_at=due, state=state)

    came_back(1, "undelivered")
    came_back(2, "undelivered")
    look(pat)
    assert not Attention.objects.filter(reason=Code.NO_CHANNEL).exists()
    came_back(3, "undelivered")
    look(pat)
    assert Attention.objects.get(reason=Code.NO_CHANNEL).end == ""
    came_back(4, "sent")
    look(pat)
    assert Attention.objects.get(reason=Code.NO_CHANNEL).end == "over"


def test_the_same_exercises_for_three_weeks_ask_for_a_review(pat, plan, clock):
    event = plan.events.create(kind=PlanEvent.Kind.NEW_VERSION, version=plan.version, by=pat.therapist.user)
    PlanEvent.objects.filter(pk=event.pk).update(at=NOW)
    for days, expected in ((20, False), (21, True)):
        clock.move_to(NOW + dt.timedelta(days=days))
        look(pat)
        found = Attention.objects.filter(reason=Code.REVIEW, end="").first()
        assert bool(found) is expected
    assert found.words == "The same exercises for 3 weeks: review due"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"same_since": TODAY - dt.timedelta(days=21)}, ["review"]),
        ({"same_since": TODAY - dt.timedelta(days=21), "review_on": TODAY + dt.timedelta(days=5)}, []),
        ({"ready": "Ready to move on to Strength?", "ready_pk": 3}, ["ready"]),
        ({"draft_pk": 3}, ["draft"]),
    ],
)
def test_each_newer_reason_holds_from_its_figure_on(facts, expected):
    usual = {"is_expected": True, "last_session_on": TODAY, "starts_on": TODAY, "weeks": [(TODAY, 2, 3)]}
    assert [each.code for each in reasons(Facts(TODAY, **(usual | facts)), Thresholds())] == expected


# Clocks


def look(pat):
    watching.note(pat.pk)
    watching.look()


def test_ten_silent_days_across_the_night_the_clocks_go_forward(pat, plan, clock):
    """The last session on 20 March, London; on Sunday 29 March an hour is missing; the tenth day begins on the 30th."""
    clock.move_to(dt.datetime(2026, 3, 20, 19, tzinfo=dt.UTC))
    store(pat, plan, dt.date(2026, 3, 20))
    watching.look()
    clock.move_to(dt.datetime(2026, 3, 23, 12, tzinfo=dt.UTC))  # the sweep of Monday
    watching.look()
    before = dt.datetime(2026, 3, 30, 2, 59, tzinfo=dt.UTC)  # 3:59 there, a minute before they are looked at
    for moment, expected in ((before, False), (before + dt.timedelta(minutes=1), True)):
        clock.move_to(moment)
        watching.look()
        assert Attention.objects.filter(reason=Code.SILENT, end="").exists() is expected
    assert Patient.objects.get(pk=pat.pk).look_at == dt.datetime(2026, 4, 6, 3, tzinfo=dt.UTC)  # 4:00 there


@pytest.mark.parametrize(("month", "sunday", "monday"), [(3, 29, 23), (10, 25, 19)])
def test_a_late_evening_counts_in_its_own_week_when_the_clocks_change(pat, plan, clock, month, sunday, monday):
    day = dt.date(2026, month, sunday)
    clock.move_to(dt.datetime(2026, month, sunday, 22, 45, tzinfo=dt.UTC))
    assert pat.today() == day
    store(pat, plan, day)
    week = PlanWeek.objects.get(plan=plan)
    assert (week.starts_on, week.sessions_done) == (dt.date(2026, month, monday), 1)


def store(pat, plan, day, **felt):
    session = Session.objects.get(phase__version=plan.version)
    entry = SessionEntry(uuid.uuid4(), session.pk, day, as_prescribed=True, **felt)
    return logs.store(patient=pat, entry=entry, by=pat.membership.user)


# What a decision keeps


def test_a_decision_keeps_what_it_was_made_from_when_the_session_is_edited(pat, plan, as_anna, clock):
    log = store(pat, plan, TODAY, pain_highest=1)
    made = {"sessions": [{"on": f"{TODAY}", "pain_highest": 1}]}
    proposal = Proposal.objects.create(
        plan=plan, kind="talk", rule="talk.worry", version=1, made_on=TODAY, data=made, state="accepted",
        decided_at=NOW, decided_by=pat.therapist.user,
    )  # fmt: skip
    watching.look()
    entry = logs.entry_of(log)
    logs.revise(log=log, entry=entry.__class__(**entry.__dict__ | {"pain_highest": 9}), by=pat.membership.user)
    assert watching.look() == 1  # the edit makes a new look ...
    assert Attention.objects.get(reason=Code.PAIN_HIGH, end="").words == "Pain 9 out of 10 while training"
    proposal.refresh_from_db()  # ... and the decision stays what it was
    assert (proposal.state, proposal.data) == ("accepted", made)


def test_an_accepted_step_that_nobody_publishes_is_said(pat, plan, as_anna):
    draft = programmes.draft_of(programme=plan.programme, by=pat.therapist.user)
    Proposal.objects.create(
        plan=plan, kind="progress", rule="progress.reps", version=1, made_on=TODAY, state="accepted", applied_in=draft
    )
    look(pat)
    page = as_anna.get(INBOX).content.decode()
    assert "An accepted step waits in the draft" in page
    assert f'href="/programmes/{plan.programme_id}/"' in page
    programmes.publish(programme=plan.programme, by=pat.therapist.user)
    watching.look()
    assert not Attention.objects.filter(reason=Code.DRAFT, end="").exists()


def test_what_changed_while_the_rules_were_asked_is_asked_again(pat, plan, monkeypatch):
    """A decision taken between reading and writing: nothing is written from what was read before it."""
    clinic = pat.clinic
    clinic.proposals_on = True
    clinic.save()
    from patients import proposals  # noqa: PLC0415 (patched here)

    made = Proposal(plan=plan, kind="talk", rule="talk.worry", version=1, made_on=TODAY, therapist="x")

    def ask(*_args):
        watching.note(pat.pk)  # somebody decides just now
        return proposals._Outcome(rows=[made])

    monkeypatch.setattr(proposals, "_ask", ask)
    watching.note(pat.pk)
    watching.look()
    assert not Proposal.objects.exists()
    monkeypatch.setattr(proposals, "_ask", lambda *_args: proposals._Outcome(rows=[made]))
    assert watching.look() == 1
    assert Proposal.objects.get().rule == "talk.worry"


def test_looking_at_many_costs_as_many_queries_as_looking_at_one(anna, clinic, django_assert_max_num_queries):
    from tests.factories import PatientFactory  # noqa: PLC0415

    clinic.proposals_on = True
    clinic.save()
    for _ in range(12):
        PlanFactory(patient=PatientFactory(clinic=clinic, therapist=anna))
    with django_assert_max_num_queries(45):
        assert watching.look() == 12
