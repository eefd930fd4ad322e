"""A patient's record: everything that is known, said truly, and as quick after a year as after a week."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from urllib.parse import parse_qsl

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.models import AuditEvent, Clinic, Membership
from patients.entries import ItemEntry, SessionEntry, SetEntry
from patients.models import Note, Patient, Plan, Reminder, SessionLog
from patients.services import logs, people, plans
from tests.factories import ExerciseFactory, SessionLogFactory

MOST_SQL = 13
MONDAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def page_of(client: Client, patient: Patient, query: str = "") -> str:
    response = client.get(f"/patients/{patient.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def words_of(html: str) -> str:
    """What a reader sees, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def section(page: str, heading: str) -> str:
    found = re.search(rf'<section[^>]*aria-labelledby="{heading}".*?</section>', page, re.DOTALL)
    assert found is not None
    return words_of(found.group())


def log(plan: Plan, day: dt.date = MONDAY, **answers) -> SessionLog:
    session = plan.version.phases.get().sessions.get()
    first, second = session.items.all()
    items = answers.pop("items", None)
    if items is None:
        items = (ItemEntry(first.pk, (SetEntry(1, reps=10), SetEntry(2, reps=8))), ItemEntry(second.pk, skipped="pain"))
    entry = SessionEntry(uuid=uuid.uuid4(), session_id=session.pk, local_date=day, items=items, **answers)
    return logs.store(patient=plan.patient, entry=entry, by=plan.patient.membership.user)


def test_opening_the_record_is_kept_in_the_audit_trail(as_anna: Client, pat: Patient) -> None:
    page_of(as_anna, pat)
    event = AuditEvent.objects.get()
    assert (event.verb, event.target_type, event.target_ref, event.actor_name) == (
        "patient_seen", "patient", str(pat.pk), "Anna Archer"
    )  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["", "edit/", "assign/", "plan/", "invite/", "notes/", "reminders/", "archive/", "restore/", "plan/1/pause/"],
)
def test_another_clinics_record_does_not_exist(as_ben: Client, pat: Patient, plan: Plan, path: str) -> None:
    address = f"/patients/{pat.pk}/{path.replace('/1/', f'/{plan.pk}/')}"
    get, post = as_ben.get(address).status_code, as_ben.post(address).status_code
    assert {get, post} <= {404, 405}
    assert 404 in (get, post)
    assert AuditEvent.objects.count() == 0


def test_nobodys_record_does_not_exist(as_anna: Client) -> None:
    assert as_anna.get("/patients/99999999999999999999999/").status_code == 404


def test_who_it_is_stands_on_top(as_anna: Client, pat: Patient, anna: Membership) -> None:
    people.change_patient(
        patient=pat,
        by=anna.user,
        goal="Lift my niece",
        date_of_birth=dt.date(1980, 3, 7),
        minutes_available=20,
        precautions=["kneeling"],
        equipment=["mat", "chair"],
    )
    page = page_of(as_anna, pat)
    assert words_of(re.search(r'<p class="facts">.*?</p>', page, re.DOTALL).group()) == (
        "45 years Last session: none yet Therapist: Anna Archer"
    )
    assert "“Lift my niece”" in page
    assert section(page, "person-heading") == (
        "Know before you prescribe Take care with Kneeling: puts weight on the knees At home Chair, Mat "
        "Find exercises that suit this Time for a session 20 minutes Contact pat@example.test Europe/London "
        "Their data Has not agreed yet to what is kept"
    )


def test_what_suits_a_patient_is_one_link_away_and_its_address_says_nobody(
    as_anna: Client, pat: Patient, anna: Membership
) -> None:
    assert "that suit this" not in page_of(as_anna, pat)
    for name, equipment, precaution in [
        ("Row", "band", "skin_band"),
        ("Curl", "band", "impact"),
        ("Swing", "pool", ""),
    ]:
        exercise = ExerciseFactory(name=name)
        exercise.tags.create(kind="equipment", value=equipment)
        exercise.tags.create(kind="precaution", value=precaution)
    people.change_patient(patient=pat, by=anna.user, precautions=["skin_band", "kneeling"], equipment=["mat", "band"])
    address = unescape(re.search(r'<a href="([^"]*)">Find exercises that suit this', page_of(as_anna, pat))[1])
    path, _, query = address.partition("?")
    said = parse_qsl(query)
    assert path == "/exercises/"
    assert sorted(said) == [("avoid", "kneeling"), ("avoid", "skin_band"), ("have", "band"), ("have", "mat")]
    assert re.findall(r"<strong>([^<]+)</strong></a>", as_anna.get(address).content.decode()) == ["Curl"]


def test_the_plan_in_force_is_said_in_words(as_anna: Client, plan: Plan, anna: Membership) -> None:
    plans.set_days(plan=plan, training_days="15", per_week_lo=2, per_week_hi=2, by=anna.user)
    plans.set_review(plan=plan, review_on=dt.date(2026, 3, 9), by=anna.user)
    before, print_choice, after = section(page_of(as_anna, plan.patient), "plan-heading").partition("Print… ")
    said = before + after.partition("Make the PDF ")[2]
    assert print_choice
    assert said == (
        "Plan Home strength version 1 Phase Settle in Days Mon, Fri Reminder 18:30 Since 2 March 2026 "
        "Next review in 3 days Change days, phase or review Pause Change the programme Handout (PDF) "
        "Flare-up plan Reminders When to be told"
    )


def test_without_a_plan_the_page_says_what_to_do(as_anna: Client, pat: Patient) -> None:
    said = section(page_of(as_anna, pat), "plan-heading")
    assert said.startswith("Plan No plan in force. Assign a programme")


def test_a_session_is_a_row_behind_the_chart_with_its_scores(as_anna: Client, plan: Plan) -> None:
    log(plan, pain_now=2, pain_highest=4, effort=6, confidence=0, note="Stiff")
    row = re.search(r"<tbody>(.*?)</tbody>", page_of(as_anna, plan.patient), re.DOTALL).group()
    assert words_of(row) == "Mon 2 Mar 2026 A 0 – – 4 2 – 6"


def test_a_session_opened_tells_its_sets_skips_and_note(as_anna: Client, plan: Plan) -> None:
    stored = log(plan, note="Stiff <at> first\nthen fine")
    first, second = (item.exercise.name for item in plan.version.phases.get().sessions.get().items.all())
    address = f"/patients/{plan.patient.pk}/sessions/{stored.pk}/"
    assert f'href="{address}"' in as_anna.get(f"/patients/{plan.patient.pk}/timeline/").content.decode()
    whole = as_anna.get(address).content.decode()
    part = as_anna.get(address, headers={"HX-Request": "true"}).content.decode()
    assert words_of(part) == (
        f"{first}: 10, 8 reps {second}: skipped (it hurt) Stiff &lt;at&gt; first then fine Patient"
    )
    assert part.strip() in whole
    assert re.search(r"<h1>([^<]+)</h1>", whole).group(1) == "Pat Pine: A on 2 March 2026"


def test_a_session_of_another_patient_does_not_exist(as_anna: Client, plan: Plan, sam: Patient) -> None:
    assert as_anna.get(f"/patients/{sam.pk}/sessions/{log(plan).pk}/").status_code == 404


def test_sets_carry_side_load_and_unit(as_anna: Client, plan: Plan, clinic: Clinic) -> None:
    first, second = plan.version.phases.get().sessions.get().items.all()
    clinic.weight_unit = "lb"
    clinic.save()
    sides = tuple(SetEntry(1, side, reps=8, load_kg=Decimal("4.536")) for side in ("left", "right"))
    items = (ItemEntry(first.pk, (SetEntry(1),), easier="some"), ItemEntry(second.pk, sides))
    stored = log(plan, items=items)
    said = words_of(as_anna.get(f"/patients/{plan.patient.pk}/sessions/{stored.pk}/").content.decode())
    assert f"{first.exercise.name}: 1 set as prescribed, easier version" in said
    assert f"{second.exercise.name}: left 8 reps with 10 lb; right 8 reps with 10 lb" in said


def test_without_an_answer_there_is_no_chart(as_anna: Client, plan: Plan) -> None:
    log(plan)
    page = page_of(as_anna, plan.patient)
    assert 'id="scores-title"' not in page
    assert 'id="weeks-title"' in page


def test_the_chart_and_the_weeks_say_what_the_logs_say(as_anna: Client, plan: Plan) -> None:
    for day, confidence in ((0, 3), (2, 5), (4, 6)):
        log(plan, MONDAY + dt.timedelta(days=day), confidence=confidence, pain_highest=4)
    page = page_of(as_anna, plan.patient)
    assert (
        "Confidence from 0, not confident, to 10, fully confident: newest 3, 5, 6, 5 at the start, 3 answers." in page
    )
    assert "Weeks on target: 1 of 1 week" in page
    assert "week of 2 March: 3 of 2, on target" in page


def test_notes_show_author_and_the_clinics_hour(
    as_anna: Client, pat: Patient, anna: Membership, clinic: Clinic
) -> None:
    clinic.timezone = "America/New_York"
    clinic.save()
    people.add_note(patient=pat, text="Hinges <well>.\nNext: carry.", by=anna.user)
    said = section(page_of(as_anna, pat), "notes")
    assert said.endswith("Anna Archer, 6 Mar 2026, 07:00 Hinges &lt;well&gt;. Next: carry. All notes")


def test_the_history_keeps_ended_plans(as_anna: Client, plan: Plan, anna: Membership) -> None:
    plans.end(plan=plan, by=anna.user, reason="Moved away")
    page = page_of(as_anna, plan.patient)
    assert section(page, "history-heading") == (
        "History of plans Ended : Home strength v1 Moved away Anna Archer, 6 Mar 2026 All of it"
    )
    assert section(page, "plan-heading").startswith("Plan No plan in force.")


def test_an_archived_record_can_be_restored_and_not_assigned_to(as_anna: Client, pat: Patient) -> None:
    assert as_anna.post(f"/patients/{pat.pk}/archive/").status_code == 302
    page = page_of(as_anna, pat)
    assert "This record is archived" in page
    assert "/assign/" not in page
    assert as_anna.get(f"/patients/{pat.pk}/assign/").status_code == 404
    assert as_anna.post(f"/patients/{pat.pk}/restore/").status_code == 302
    pat.refresh_from_db()
    assert pat.archived_at is None


def test_a_years_record_takes_few_queries_and_as_many_as_a_day(as_anna: Client, plan: Plan, anna: Membership) -> None:
    def used(query: str = "") -> int:
        with CaptureQueriesContext(connection) as seen:
            page_of(as_anna, plan.patient, query)
        return len(seen)

    people.change_patient(patient=plan.patient, by=anna.user, precautions=["kneeling"])
    people.add_note(patient=plan.patient, text="One", by=anna.user)
    plans.pause(plan=plan, by=anna.user)
    plans.resume(plan=plan, by=anna.user)
    log(plan, confidence=4, pain_highest=4)
    one = used()
    people.change_patient(patient=plan.patient, by=anna.user, precautions=["kneeling", "impact", "head_low"])
    for number in range(1, 160):
        SessionLogFactory(plan=plan, local_date=MONDAY - dt.timedelta(days=2 * number), confidence=5)
        Note.objects.create(patient=plan.patient, text=f"{number}", created_by=anna.user)
    for day in (2, 4):
        log(plan, MONDAY + dt.timedelta(days=day), confidence=4)
    assert used() == one
    assert used("?period=all") == one
    assert one <= MOST_SQL


def test_reminders_are_listed_in_the_patients_hours(as_anna: Client, plan: Plan) -> None:
    Patient.objects.filter(pk=plan.patient.pk).update(timezone="America/New_York")
    Reminder.objects.create(
        patient=plan.patient, plan=plan, local_date=MONDAY, due_at=dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC),
        state="dropped", outcome="Already trained.",
    )  # fmt: skip
    page = as_anna.get(f"/patients/{plan.patient.pk}/reminders/").content.decode()
    row = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL).group()
    assert words_of(row) == "Mon 2 Mar 2026 18:30 Training day Not needed Already trained."
