"""Everything that happened to a patient in one place: each kind, whole, newest first, and as cheap after a year."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.models import AuditEvent, Clinic, Membership
from patients.caseload.timeline import KINDS
from patients.models import ItemLog, MorningAnswer, Note, Patient, Plan, SessionLog, SetLog
from tests.factories import ExerciseFactory, SessionLogFactory

NOON = dt.datetime(2026, 3, 6, 12, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 3, 2)
MOST_SQL = 20


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def page_of(client: Client, patient: Patient, query: str = "") -> str:
    answer = client.get(f"/patients/{patient.pk}/timeline/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def words_of(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip())


def said(page: str) -> list[str]:
    """The entries as they are read, hour first."""
    return [words_of(entry) for entry in re.findall(r'<li class="entry.*?</div>\s*</li>', page, re.DOTALL)]


def at(day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, 3, day, hour, tzinfo=dt.UTC)


def trained(plan: Plan, day: int = 2, **fields) -> SessionLog:
    """A session with one exercise done in two sets, the second of them less, and one swapped and then left out."""
    log = SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, day), logged_at=at(day, 18), **fields)
    first, second = log.session.items.all()
    done = ItemLog.objects.create(session_log=log, item=first)
    SetLog.objects.bulk_create(
        SetLog(item_log=done, number=n, reps=reps, load_kg=Decimal("12.5")) for n, reps in ((1, 10), (2, 8))
    )
    ItemLog.objects.create(
        session_log=log, item=second, skipped="pain", easier="step", done_as=ExerciseFactory(name="Wall plank")
    )
    return log


@pytest.fixture
def lived(plan: Plan, anna: Membership) -> Plan:
    """A week with one of everything in it."""
    patient, by = plan.patient, anna.user
    log = trained(plan, note="Stiff at first", confidence=6, pain_highest=4, effort=5, pain_now=0)
    MorningAnswer.objects.create(log=log, pain=3, local_date=dt.date(2026, 3, 3), logged_at=at(3, 7))
    patient.check_ins.create(
        week=MONDAY, local_date=dt.date(2026, 3, 5), logged_at=at(5), usual_pain=4, worry=0, can_do="Tie my shoes"
    )
    patient.flares.create(began_on=dt.date(2026, 2, 20), ended_on=dt.date(2026, 2, 25), logged_at=at(1))
    patient.locks.create(
        urgency="today", signs="one_leg", local_date=dt.date(2026, 2, 26),
        raised_at=dt.datetime(2026, 2, 26, 20, tzinfo=dt.UTC),
        cleared_at=dt.datetime(2026, 2, 27, 9, tzinfo=dt.UTC), cleared_by=by, reason="Seen, all well.",
    )  # fmt: skip
    patient.notes.create(text="Hinges well.", created_by=by)
    plan.events.create(kind="new_version", version=plan.version, by=by, reason="Next step")
    patient.messages.create(text="Is this all right?", by=patient.membership.user, is_from_patient=True, sent_at=at(4))
    patient.messages.create(text="Yes, go on.", by=by, is_from_patient=False, sent_at=at(4, 10), read_at=at(4, 11))
    plan.proposals.create(
        name="Squat", kind="progress", rule="progress.reps", version=2, made_on=MONDAY, therapist="All sets twice",
        state="declined", decided_at=at(4, 12), decided_by=by, reason="Wait a week",
    )  # fmt: skip
    plan.proposals.create(kind="hold", rule="hold.few", version=1, made_on=MONDAY, therapist="Not yet decided")
    patient.measures.create(
        instrument="psfs", activity="Lift a crate", moment="start", taken_on=MONDAY, value=Decimal("4.50"), by=by
    )
    patient.attention.create(
        reason="pain_high", occasion="log 1", urgency=1, words="Pain 8 of 10", action="call", opened_at=at(3),
        end="done", ended_at=at(3, 15), ended_by=by, what_was_done="Called, all well",
    )  # fmt: skip
    return plan


EACH = {
    "sessions": [
        (
            "18:00 Session A Stiff at first Confidence 6 Highest pain 4 Pain at the end 0 Effort 5 "
            "Second: skipped, it hurt, swapped for Wall plank "
            "2 exercises, prescribed and done Exercise Prescribed Done "
            "First 3 sets of 10 10, 8 reps with 12.5 kg "
            "Second 3 sets of 8 each side skipped (it hurt, swapped for Wall plank)"
        )
    ],
    "weeks": [
        "09:00 Weekly check-in can do now that they could not Tie my shoes Usual pain 4 Worry 0",
        "07:00 The morning after Session A of 2 Mar Pain next morning 3",
    ],
    "flares": [
        "09:00 The sign was looked at, and the programme opened again Seen, all well. Anna Archer",
        (
            "20:00 A sign that needs help was ticked: call the same day the programme was closed "
            "Weakness or numbness in one leg that is new or spreading"
        ),
        "The flare-up was over it began on 20 Feb 2026",
        "A flare-up began",
    ],
    "notes": ["12:00 Note, for staff only Hinges well. Anna Archer"],
    "messages": [
        "10:00 Message from the clinic Yes, go on. Anna Archer",
        "09:00 Message from Pat not opened yet Is this all right?",
    ],
    "plan": ["12:00 New version: Home strength, version 1 Next step Anna Archer · What was in it"],
    "proposals": [
        (
            "12:00 Proposal declined: Squat rule progress.reps, version 2, of 2 Mar 2026 Proposed All sets twice "
            "Because Wait a week Anna Archer"
        )
    ],
    "measures": [
        (
            "Own activities (PSFS) · Lift a crate Score 4.5 Scale 0 to 10 points, higher is better "
            "Anna Archer · All outcomes"
        )
    ],
    "looks": ["15:00 Looked at: Pain 8 of 10 Called, all well Anna Archer"],
    "words": [
        "09:00 Weekly check-in can do now that they could not Tie my shoes Usual pain 4 Worry 0",
        "09:00 Message from Pat not opened yet Is this all right?",
    ],
}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind])
def test_each_kind_is_told_whole_and_can_be_asked_for_alone(kind: str, as_anna: Client, lived: Plan) -> None:
    first, second = (item.exercise for item in lived.version.phases.get().sessions.get().items.all())
    page = page_of(as_anna, lived.patient, f"?kind={kind}")
    found = [line.replace(first.name, "First").replace(second.name, "Second") for line in said(page)]
    assert found[: len(EACH[kind])] == EACH[kind]
    assert len(found) == len(EACH[kind]) + (1 if kind == "words" else 0)
    chosen = re.search(r'<a href="\?kind=(\w+)" aria-current="true">', page)
    assert chosen
    assert chosen[1] == kind


def test_everything_stands_by_day_newest_first(as_anna: Client, lived: Plan) -> None:
    page = page_of(as_anna, lived.patient)
    days = [words_of(day) for day in re.findall(r'<h2 id="day-[^>]+>(.*?)</h2>', page)]
    assert days == [
        "Fri 6 Mar 2026", "Thu 5 Mar 2026", "Wed 4 Mar 2026", "Tue 3 Mar 2026", "Mon 2 Mar 2026", "Fri 27 Feb 2026",
        "Thu 26 Feb 2026", "Wed 25 Feb 2026", "Fri 20 Feb 2026",
    ]  # fmt: skip
    assert len(said(page)) == 14
    assert "Not yet decided" not in page
    assert AuditEvent.objects.filter(verb="patient_seen").count() == 1


def test_the_record_fetches_the_newest_and_links_to_all(as_anna: Client, lived: Plan) -> None:
    record = as_anna.get(f"/patients/{lived.patient.pk}/").content.decode()
    assert re.findall(r'(\S+)="timeline/"', record) == ["hx-get", "href"]
    assert f'href="/patients/{lived.patient.pk}/attention/figures/"' in record
    part = as_anna.get(f"/patients/{lived.patient.pk}/timeline/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert len(said(part)) == 12
    assert AuditEvent.objects.filter(verb="patient_seen").count() == 1
    rest = re.search(r'href="/patients/\d+/timeline/(\?[^"]+)">Earlier', part)
    assert rest
    assert len(said(page_of(as_anna, lived.patient, unescape(rest[1])))) == 2


def test_nobody_elses_entries_and_nobody_from_elsewhere(
    as_anna: Client, as_ben: Client, lived: Plan, sam: Patient
) -> None:
    assert said(page_of(as_anna, sam)) == []
    assert "Nothing yet. What Sam logs" in page_of(as_anna, sam)
    for path in ("timeline", "charts", "compare"):
        assert as_ben.get(f"/patients/{lived.patient.pk}/{path}/").status_code == 404
    assert not AuditEvent.objects.filter(verb="patient_seen", actor_name="Ben Brook").exists()


def test_what_a_patient_wrote_stands_whole_and_does_nothing(
    as_anna: Client, plan: Plan, hostile_strings: list[str]
) -> None:
    texts = [text for text in dict.fromkeys(hostile_strings) if text.strip() and "\x00" not in text][:40]
    user = plan.patient.membership.user
    for number, text in enumerate(texts):
        sent = NOON - dt.timedelta(hours=number + 1)
        plan.patient.messages.create(text=text, by=user, is_from_patient=True, sent_at=sent)
    whole = "x" * 2000
    SessionLogFactory(plan=plan, local_date=NOON.date(), logged_at=NOON, note=whole + "<script>alert(1)</script>")
    pages, query = "", "?kind=words"
    while query:
        page = page_of(as_anna, plan.patient, query)
        pages += page
        link = re.search(r'rel="next" href="([^"]+)"', page)
        query = unescape(link[1]) if link else ""
    assert f"{whole}&lt;script&gt;" in pages
    assert "<script>alert(1)" not in pages
    quoted = {
        unescape(re.sub(r"<br>", "\n", quote))
        for quote in re.findall(r"<blockquote>(.*?)</blockquote>", pages, re.DOTALL)
    }
    missing = [text for text in texts if re.sub(r"\r\n|\r", "\n", text) not in quoted]
    assert missing == []


def test_pages_go_on_where_the_last_one_ended_even_within_a_day(as_anna: Client, plan: Plan) -> None:
    for number in range(70):
        note = Note.objects.create(patient=plan.patient, text=f"note {number}", created_by=plan.created_by)
        Note.objects.filter(pk=note.pk).update(created_at=at(5) + dt.timedelta(minutes=number))
    found, query = [], ""
    for _ in range(3):
        page = page_of(as_anna, plan.patient, query)
        found += re.findall(r"note (\d+)", page)
        link = re.search(r'rel="next" href="([^"]+)"', page)
        query = unescape(link[1]) if link else ""
    assert found == [str(number) for number in range(69, -1, -1)]
    assert query == ""


@pytest.mark.parametrize("query", ["?kind=x", "?past=9", "?kind=notes&past=-1", "?until=2026-03-31&past=99999"])
def test_an_address_that_makes_no_sense_shows_what_it_can(as_anna: Client, lived: Plan, query: str) -> None:
    assert said(page_of(as_anna, lived.patient, query))


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "0000-00-00", "9999-12-31", "2026-03-02'"])
def test_a_day_there_is_not_is_said_and_the_newest_stands_below(as_anna: Client, lived: Plan, day: str) -> None:
    page = page_of(as_anna, lived.patient, f"?until={day}&kind=notes")
    assert "There is no such day." in page
    assert len(said(page)) == 1


def test_a_day_begins_where_the_patient_is_also_in_the_week_of_a_clock_change(
    as_anna: Client, plan: Plan, clinic: Clinic
) -> None:
    """In Cairo the clock goes from 24:00 to 1:00 on 24 April 2026: that Friday has no midnight."""
    Patient.objects.filter(pk=plan.patient.pk).update(timezone="Africa/Cairo")
    moments = {
        "last": dt.datetime(2026, 4, 23, 21, 59, tzinfo=dt.UTC),
        "first": dt.datetime(2026, 4, 23, 22, 0, tzinfo=dt.UTC),
    }
    for text, sent in moments.items():
        plan.patient.messages.create(text=text, by=plan.created_by, is_from_patient=False, sent_at=sent)
    page = page_of(as_anna, plan.patient)
    assert "those where Pat is (Africa/Cairo)" in page
    assert re.findall(r'<h2 id="day-([^"]+)"', page) == ["2026-04-24", "2026-04-23"]
    assert [line[:5] for line in said(page)] == ["01:00", "23:59"]
    before = said(page_of(as_anna, plan.patient, "?until=2026-04-23"))
    assert [" last " in line for line in before] == [True]


def test_a_year_takes_as_many_queries_as_a_day(as_anna: Client, lived: Plan) -> None:
    def used(query: str = "") -> int:
        with CaptureQueriesContext(connection) as seen:
            page_of(as_anna, lived.patient, query)
        return len(seen)

    one = used(), used("?kind=sessions"), used("?kind=notes")
    logs = [trained(lived, day=1 + number % 28, note=str(uuid.uuid4())) for number in range(60)]
    for log in logs:
        MorningAnswer.objects.create(log=log, pain=2, local_date=log.local_date, logged_at=log.logged_at)
        lived.patient.notes.create(text="more", created_by=lived.created_by)
    assert (used(), used("?kind=sessions"), used("?kind=notes")) == one
    assert used("?until=2026-03-03") == one[0]
    assert one[0] <= MOST_SQL
