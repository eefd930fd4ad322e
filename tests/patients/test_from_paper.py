"""A sheet of paper entered by staff: any day since the start, in few fields, changed and taken back."""

import datetime as dt
import re
import uuid
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from clinic.models import AuditEvent
from patients.models import ItemLog, Patient, Plan, SessionLog, SetLog
from programmes.models import Session
from tests.conftest import signed_in
from tests.factories import ExerciseFactory, PatientFactory, PhaseFactory, PlanFactory, SessionFactory, item

LATER = dt.datetime(2026, 3, 25, 12, tzinfo=dt.UTC)  # three weeks after the plan began


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def session(plan: Plan) -> Session:
    found = Session.objects.get(phase__version=plan.version)
    item(found, ExerciseFactory(name="Suitcase Carry", load_type="external_kg"), "3x20-30s/side @8kg")
    return found


def enter_url(pat: Patient, session: Session | None = None) -> str:
    return reverse("paper:enter", args=[pat.pk]) + (f"?session={session.pk}" if session else "")


def sheet(session: Session, **changes: str) -> dict[str, str]:
    """What the form sends when nothing differed from the plan."""
    ticks = {f"i{pk}-done": "on" for pk in session.items.values_list("pk", flat=True)}
    return {"uuid": str(uuid.uuid4()), "day": "2026-03-05", **ticks, **changes}


def rows(log: SessionLog) -> list[tuple]:
    found = SetLog.objects.filter(item_log__session_log=log).order_by("id")
    return list(found.values_list("item_log__item__position", "number", "side", "reps", "seconds", "load_kg"))


def test_whole_sheet_as_prescribed_on_a_day_three_weeks_back(as_anna, anna, pat, session):
    page = as_anna.get(enter_url(pat)).content.decode()
    assert len(re.findall(r'<input type="checkbox" name="i\d+-done"[^>]* checked', page)) == 3
    sent = sheet(session, pain_highest="3", effort="5", confidence="7")
    answer = as_anna.post(enter_url(pat), sent)
    log = SessionLog.objects.get()
    assert answer.url == reverse("caseload:patient", args=[pat.pk])
    assert (log.source, log.local_date, log.as_prescribed) == ("staff", dt.date(2026, 3, 5), True)
    assert (log.pain_now, log.pain_highest, log.effort, log.confidence) == (None, 3, 5, 7)
    assert len(rows(log)) == 3 + 6 + 6
    assert AuditEvent.objects.get(verb="session_logged").actor_name == str(anna.user)
    pat.refresh_from_db()
    assert pat.last_session_on == dt.date(2026, 3, 5)
    assert Plan.objects.get().weeks.get().sessions_done == 1


def test_what_differed_is_stored_for_every_set_and_side(as_anna, pat, session):
    first, second, third = session.items.order_by("position")
    sent = sheet(session) | {
        f"i{first.pk}-reps": "8",
        f"i{first.pk}-sets": "2",
        f"i{second.pk}-skipped": "pain",
        f"i{third.pk}-load_kg": "6.5",
    }
    del sent[f"i{second.pk}-done"]
    as_anna.post(enter_url(pat), sent)
    log = SessionLog.objects.get()
    assert not log.as_prescribed
    assert list(log.items.order_by("id").values_list("skipped", flat=True)) == ["", "pain", ""]
    assert rows(log) == [
        (1, 1, "", 8, None, None),
        (1, 2, "", 8, None, None),
        *((3, number, side, None, None, Decimal("6.5")) for number in (1, 2, 3) for side in ("left", "right")),
    ]
    shown = as_anna.get(reverse("caseload:session", args=[pat.pk, log.pk])).content.decode()
    assert "skipped (it hurt)" in shown
    assert "Entered by staff" in shown


def test_unticked_without_a_reason_is_left_out(as_anna, pat, session):
    sent = sheet(session)
    del sent[f"i{session.items.first().pk}-done"]
    as_anna.post(enter_url(pat), sent)
    assert ItemLog.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"day": "2026-03-01"}, "The programme starts on Monday 2 March."),
        ({"day": "2026-03-26"}, "This day is still to come."),
        ({"day": "2026-02-31"}, "There is no such day."),
        ({"day": ""}, "Choose the day."),
        ({"effort": "11"}, "Enter a number from 0 to 10."),
        ({"pain_highest": "x"}, "Enter a number from 0 to 10."),
    ],
)
def test_what_cannot_be_is_said_where_it_is_and_nothing_typed_is_lost(as_anna, pat, session, changes, message):
    answer = as_anna.post(enter_url(pat), sheet(session, note="Keep me") | changes)
    page = answer.content.decode()
    assert (answer.status_code, message in page, "Keep me" in page) == (422, True, True)
    assert SessionLog.objects.count() == 0


def test_number_out_of_bounds_is_said_at_its_exercise(as_anna, pat, session):
    first = session.items.first()
    answer = as_anna.post(enter_url(pat), sheet(session) | {f"i{first.pk}-sets": "21"})
    assert "Enter 1 to 20 sets." in answer.content.decode()
    assert f'name="i{first.pk}-sets" value="21"' in answer.content.decode()


def test_sheet_sent_twice_is_stored_once(as_anna, pat, session):
    sent = sheet(session)
    for _ in range(2):
        assert as_anna.post(enter_url(pat), sent).status_code == 302
    assert SessionLog.objects.count() == 1


def test_same_session_on_the_same_day_is_asked_about(as_anna, pat, session):
    as_anna.post(enter_url(pat), sheet(session))
    answer = as_anna.post(enter_url(pat), sheet(session))
    assert answer.status_code == 422
    assert "is in the record already. Tick below if they did it twice." in answer.content.decode()
    as_anna.post(enter_url(pat), sheet(session, again="on"))
    assert SessionLog.objects.count() == 2


def test_entry_is_changed_and_taken_back_by_staff(as_anna, pat, session):
    first = session.items.order_by("position")[0]
    as_anna.post(enter_url(pat), sheet(session, confidence="4") | {f"i{first.pk}-reps": "8"})
    log = SessionLog.objects.get()
    url = reverse("paper:change", args=[pat.pk, log.pk])
    page = as_anna.get(url).content.decode()
    assert 'value="2026-03-05"' in page
    assert f'name="i{first.pk}-reps" value="8"' in page
    assert 'name="confidence" value="4"' in page
    assert url in as_anna.get(reverse("caseload:session", args=[pat.pk, log.pk])).content.decode()

    as_anna.post(url, sheet(session, day="2026-03-04", confidence="6"))
    log.refresh_from_db()
    assert (log.local_date, log.confidence, log.as_prescribed) == (dt.date(2026, 3, 4), 6, True)
    assert len(rows(log)) == 15

    as_anna.post(reverse("paper:remove", args=[pat.pk, log.pk]))
    pat.refresh_from_db()
    assert (SessionLog.objects.count(), pat.last_session_on) == (0, None)


def test_entry_that_is_opened_and_saved_says_the_same(as_anna, pat, session):
    first, second, third = session.items.order_by("position")
    sent = sheet(session) | {f"i{first.pk}-sets": "2", f"i{second.pk}-skipped": "time", f"i{third.pk}-seconds": "25"}
    as_anna.post(enter_url(pat), sent)
    log = SessionLog.objects.get()
    before = rows(log)
    page = as_anna.get(reverse("paper:change", args=[pat.pk, log.pk])).content.decode()
    shown = dict(re.findall(r'<input type="number" name="([^"]+)" value="([^"]+)"', page))
    shown |= dict.fromkeys(re.findall(r'<input type="checkbox" name="([^"]+)"[^>]* checked', page), "on")
    shown |= {f"i{second.pk}-skipped": "time", "day": "2026-03-05", "uuid": str(log.uuid)}
    as_anna.post(reverse("paper:change", args=[pat.pk, log.pk]), shown)
    log.refresh_from_db()
    assert (rows(log), log.edited_at) == (before, LATER)
    assert list(log.items.order_by("id").values_list("skipped", flat=True)) == ["", "time", ""]


def test_entry_of_two_days_ago_is_closed(as_anna, pat, session, clock):
    as_anna.post(enter_url(pat), sheet(session))
    url = reverse("paper:change", args=[pat.pk, SessionLog.objects.get().pk])
    clock.shift(dt.timedelta(hours=48))
    assert as_anna.get(url).status_code == 302
    assert as_anna.post(url, sheet(session, note="late")).status_code == 302
    as_anna.post(reverse("paper:remove", args=[pat.pk, SessionLog.objects.get().pk]))
    assert SessionLog.objects.get().note == ""


def test_what_the_patient_logged_is_theirs_to_change(as_anna, as_pat, pat, session):
    as_pat.post(reverse("portal:log"), {"uuid": str(uuid.uuid4()), "session": session.pk, "day": "2026-03-25"})
    log = SessionLog.objects.get()
    assert as_anna.get(reverse("paper:change", args=[pat.pk, log.pk])).status_code == 404
    assert as_anna.post(reverse("paper:remove", args=[pat.pk, log.pk])).status_code == 404


def test_patient_still_has_seven_days(as_pat, pat, session):
    sent = {"uuid": str(uuid.uuid4()), "session": session.pk, "day": "2026-03-05"}
    page = as_pat.post(reverse("portal:log"), sent, follow=True).content.decode()
    assert "Sessions can be entered for 7 days." in page
    assert SessionLog.objects.count() == 0


def test_next_session_in_turn_is_open_and_older_phases_can_be_chosen(as_anna, pat, plan, session):
    other = SessionFactory(phase=session.phase, position=2, name="B")
    item(other, ExerciseFactory(name="Bridge"))
    earlier = SessionFactory(phase=PhaseFactory(version=plan.version, position=2, name="Strength"), name="C")
    item(earlier, ExerciseFactory(name="Row"))
    assert "Suitcase Carry" in as_anna.get(enter_url(pat)).content.decode()
    as_anna.post(enter_url(pat), sheet(session))
    page = as_anna.get(enter_url(pat)).content.decode()
    assert "Suitcase Carry" not in page
    assert "Strength, Session C" in page
    assert "Row" in as_anna.get(enter_url(pat, earlier)).content.decode()


def test_sessions_of_another_patient_or_clinic_are_not_found(as_anna, as_ben, pat, sam, session):
    others = PlanFactory(patient=sam).version.phases.get().sessions.get()
    assert as_anna.get(enter_url(pat, others)).status_code == 404
    assert as_anna.post(enter_url(pat, others), sheet(others)).status_code == 404
    assert as_ben.get(enter_url(pat)).status_code == 404
    for nonsense in ("x", "9" * 30, "-1"):
        assert as_anna.get(reverse("paper:enter", args=[pat.pk]) + f"?session={nonsense}").status_code == 200


def test_without_a_plan_it_says_what_to_do(as_anna, anna):
    nobody = PatientFactory(clinic=anna.clinic, therapist=anna)
    assert "There is no plan with sessions in it." in as_anna.get(enter_url(nobody)).content.decode()


def test_patients_find_no_such_page(pat, session):
    client: Client = signed_in(pat.membership)
    assert client.get(enter_url(pat)).status_code == 404
