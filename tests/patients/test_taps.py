"""One tap from a message: opening only asks, the button acts once, and nobody is read from the page."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.models import AuditEvent
from patients.models import BarrierAnswer, MorningAnswer, Patient, Plan, Reminder, SafetyLock, SessionLog
from patients.reminders import taps
from patients.services import people, plans
from tests.factories import PatientFactory, PlanFactory, SessionLogFactory
from tests.patients.portal.visiting import statements

NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)  # a Wednesday
TODAY = NOON.date()
DAY = dt.timedelta(days=1)
SECRETS = ("Pat", "Pine", "example.test", "Harbour", "Archer", "Home strength", "Exercise", "Ararat", "Settle in")


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def row(pat: Patient, plan: Plan) -> Reminder:
    Patient.objects.filter(pk=pat.pk).update(goal="Climb Ararat")
    Plan.objects.filter(pk=plan.pk).update(starts_on=dt.date(2026, 2, 2))
    return message(pat, plan)


def message(patient: Patient, plan: Plan, **more: Any) -> Reminder:
    said = {"kind": "training", "state": "sent", "local_date": TODAY, "due_at": NOON, "sent_at": NOON}
    return Reminder.objects.create(patient=patient, plan=plan, **(said | more))


def path(row: Reminder, act: str) -> str:
    return f"/t/{taps.token_for(row, act)}/"


def words_of(answer: Any) -> str:
    body = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def everything() -> dict[str, list[Any]]:
    """All rows of all tables."""
    tables = [table for table in apps.get_models() if table._meta.managed]
    return {table._meta.label: list(table._base_manager.order_by("pk").values()) for table in tables}


# Looking


def test_scanners_that_open_everything_change_nothing(row: Reminder) -> None:
    scanner, before = Client(), everything()
    for act in taps.Act:
        for method in ("get", "head", "get", "options", "put", "delete"):
            answer = getattr(scanner, method)(path(row, act))
            assert answer.status_code == (200 if method in ("get", "head") else 405)
            assert answer.cookies == {}
    assert everything() == before


def test_a_signed_in_device_is_not_even_noticed(row: Reminder, as_pat: Client) -> None:
    strangers, before = Client().get(path(row, "done")), everything()
    answer = as_pat.get(path(row, "done"))
    assert (answer.content, everything()) == (strangers.content, before)


def test_pages_are_kept_nowhere_found_nowhere_and_tell_no_other_site(row: Reminder) -> None:
    for answer in (Client().get(path(row, "barrier")), Client().get("/t/nothing/")):
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', answer.content.decode())


def test_the_address_is_short_enough_for_every_mailer(row: Reminder, settings: Any) -> None:
    settings.SITE_URL = "https://training.a-rather-long-clinic.example"
    row.pk = 999_999_999
    assert all(len(taps.url_for(row, act)) < 76 for act in taps.Act)


def test_a_preview_has_addresses_that_lead_nowhere_kindly(pat: Patient, plan: Plan) -> None:
    preview = Reminder(patient=pat, plan=plan, local_date=TODAY, due_at=NOON)
    assert Client().get(path(preview, "done")).status_code == 410


ACTIONS = {
    "done": {},
    "later": {},
    "tomorrow": {},
    "morning": {"pain": "9"},
    "barrier": {"what": "pain"},
    "mute": {},
}


@pytest.mark.parametrize("act", ACTIONS)
def test_no_page_says_anything_of_the_person(row: Reminder, plan: Plan, act: str) -> None:
    url, names = path(row, act), set(plan.version.phases.get().sessions.get().items.values_list("exercise__name"))
    fresh = Client().get(url)
    SessionLogFactory(plan=plan, local_date=TODAY - DAY, pain_now=6, confidence=6, note="Climb Ararat")
    browser = Client()
    pages = [fresh, browser.post(url, ACTIONS[act]), Client().get(url)]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert pages[2].content == fresh.content  # whatever was told before, and just now
    html = "".join(page.content.decode() for page in pages)
    assert [secret for secret in (*SECRETS, *(name for (name,) in names)) if secret in html] == []
    assert browser.cookies == {}  # nobody is signed in by it


# Acting


def test_done_stores_the_session_once_and_can_be_taken_back(row: Reminder, pat: Patient) -> None:
    provider, url = Client(enforce_csrf_checks=True), path(row, "done")
    answers = [provider.post(url) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    log = SessionLog.objects.get()
    assert (log.patient, log.local_date, log.as_prescribed, log.source) == (pat, TODAY, True, "portal")
    trail = AuditEvent.objects.filter(verb__in=("tapped", "session_logged")).order_by("pk")
    assert list(trail.values_list("verb", "actor_ref")) == [
        ("session_logged", str(pat.membership.user_id)),
        ("tapped", str(pat.membership.user_id)),
    ]
    assert "Take it back" in words_of(answers[0])
    for _ in range(2):
        assert "Taken back" in words_of(provider.post(url, {"undo": "1"}))
    assert not SessionLog.objects.exists()


def test_done_adds_nothing_to_a_day_that_has_its_session(row: Reminder, plan: Plan) -> None:
    own = SessionLogFactory(plan=plan, local_date=TODAY)
    page = Client().post(path(row, "done"))
    assert "Well done" in words_of(page)
    Client().post(path(row, "done"), {"undo": "1"})
    assert list(SessionLog.objects.all()) == [own]


def test_done_tapped_after_midnight_is_the_messages_day(row: Reminder, clock: Any) -> None:
    clock.move_to(NOON + dt.timedelta(hours=13))
    Client().post(path(row, "done"))
    assert SessionLog.objects.get().local_date == TODAY


def test_later_tomorrow_and_no_more_of_these(row: Reminder, pat: Patient, clock: Any) -> None:
    for act in ("later", "tomorrow", "mute"):
        first = Client().post(path(row, act))
        before = list(Reminder.objects.values())
        clock.shift(dt.timedelta(hours=1))
        second = Client().post(path(row, act))
        assert list(Reminder.objects.values()) == before  # sent again, it puts nothing off once more
        assert (first.status_code, first.content) == (200, second.content)
    again = Reminder.objects.filter(kind="later").order_by("local_date")
    assert list(again.values_list("local_date", flat=True)) == [TODAY, TODAY + DAY]
    pat.refresh_from_db()
    assert (pat.muted_kinds, pat.reminders_on) == ("training", True)


def test_the_morning_is_one_tap_and_the_last_one_counts(row: Reminder, plan: Plan) -> None:
    log = SessionLogFactory(plan=plan, local_date=TODAY - DAY, pain_now=2)
    url = path(row, "morning")
    assert Client().get(url).content.decode().count('name="pain"') == 11
    for score in ("3", "3", "4"):
        page = Client().post(url, {"pain": score})
        assert "It is noted" in words_of(page)
        assert "Is anything new?" not in words_of(page)
    assert MorningAnswer.objects.get().pain == 4
    assert MorningAnswer.objects.get().log == log
    for wrong in ("", "11", "-1", "²", "3.5", "x" * 2000, "１"):
        answer = Client().post(url, {"pain": wrong})
        assert (answer.status_code, "Tap one of the numbers" in words_of(answer)) == (422, True)
    assert MorningAnswer.objects.get().pain == 4


@pytest.mark.parametrize(
    ("before", "pain", "asks"), [(None, "8", True), (1, "4", True), (5, "7", False), (None, "7", False)]
)
def test_much_pain_in_the_morning_leads_to_the_signs(
    row: Reminder, plan: Plan, before: int | None, pain: str, asks: bool
) -> None:
    SessionLogFactory(plan=plan, local_date=TODAY - DAY, pain_now=before)
    page = Client().post(path(row, "morning"), {"pain": pain})
    assert ("Is anything new?" in words_of(page)) is asks
    assert ('href="tel:02079460000"' in page.content.decode()) is asks
    assert ('href="/my/alarm/"' in page.content.decode()) is asks
    assert SafetyLock.objects.count() == 0


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Apia", "America/New_York"])
def test_yesterday_is_a_day_of_the_calendar_even_when_clocks_change(
    pat: Patient, plan: Plan, clock: Any, zone: str
) -> None:
    """The night to 29 March 2026 has 23 hours in London; one in March 25 hours nowhere, so New York's is tried too."""
    Patient.objects.filter(pk=pat.pk).update(timezone=zone)
    day = dt.date(2026, 3, 29) if zone != "America/New_York" else dt.date(2026, 11, 1)
    due = dt.datetime.combine(day, dt.time(8, 30), Patient.objects.get().zone).astimezone(dt.UTC)
    log = SessionLogFactory(plan=plan, local_date=day - DAY)
    SessionLogFactory(plan=plan, local_date=day - 2 * DAY)
    asked = message(pat, plan, kind="morning", local_date=day, due_at=due)
    clock.move_to(due + dt.timedelta(hours=35))  # the evening of the next day
    Client().post(path(asked, "morning"), {"pain": "2"})
    assert MorningAnswer.objects.get().log == log
    clock.move_to(due + dt.timedelta(hours=36))
    assert Client().post(path(asked, "morning"), {"pain": "5"}).status_code == 410
    assert MorningAnswer.objects.get().pain == 2


def test_a_morning_without_its_session_is_past_its_use(row: Reminder) -> None:
    assert Client().get(path(row, "morning")).status_code == 200
    assert Client().post(path(row, "morning"), {"pain": "3"}).status_code == 410


# Past their use


def test_every_useless_address_is_answered_alike(row: Reminder, sam: Patient, clock: Any) -> None:
    gone = Client().get("/t/no-such-token/")
    assert (gone.status_code, "Open my plan" in words_of(gone), "call your clinic" in words_of(gone)) == (
        410,
        True,
        True,
    )
    token = taps.token_for(row, "done")
    other = taps.token_for(message(sam, PlanFactory(patient=sam)), "done")
    forged = [
        "l" + token[1:], token[:-1], token + "A", token.swapcase(), other[:-16] + token[-16:], token.replace(".", ":"),
        ".", "..", "d.", "%00", "x" * 3000, "💪", "a.b.c", "d-1." + token[-16:],
        "d" + "z" * 11 + token[-17:], "d٣" + token[-17:],
    ]  # fmt: skip
    before = everything()
    clock.move_to(NOON + dt.timedelta(days=7))
    for method in ("get", "post"):
        answers = [
            getattr(Client(REMOTE_ADDR=f"10.0.0.{n}"), method)(f"/t/{each}/") for n, each in enumerate([*forged, token])
        ]
        assert {(answer.status_code, answer.content) for answer in answers} == {(410, gone.content)}
    assert everything() == before


@pytest.mark.parametrize("act", ACTIONS)
def test_a_record_put_away_or_a_plan_that_ended_is_past_its_use(
    row: Reminder, act: str, pat: Patient, plan: Plan
) -> None:
    url, who = path(row, act), pat.therapist.user
    plans.end(plan=plan, by=who)
    before = everything()
    expected = 200 if act == "mute" else 410  # messages can be stopped when nothing else is left
    assert [Client().get(url).status_code, Client().post(url, ACTIONS[act]).status_code] == [expected, expected]
    if act != "mute":
        assert everything() == before
    people.archive(patient=Patient.objects.get(pk=pat.pk), by=who)
    before = everything()
    assert [Client().get(url).status_code, Client().post(url, ACTIONS[act]).status_code] == [410, 410]
    assert everything() == before


@pytest.mark.parametrize("act", ACTIONS)
def test_a_sign_that_needs_help_leaves_the_help_page_only(row: Reminder, act: str, pat: Patient) -> None:
    SafetyLock.objects.create(patient=pat, urgency="now", signs="saddle", local_date=TODAY, raised_at=NOON)
    before = everything()
    looked, tapped = Client().get(path(row, act)), Client().post(path(row, act), ACTIONS[act])
    assert (looked.status_code, tapped.status_code) == (200, 423)
    for page in (looked, tapped):
        html = page.content.decode()
        assert "Now: emergency help" in html
        assert "<form" not in html
        assert [secret for secret in SECRETS if secret in html] == []
    assert everything() == before


def test_only_what_the_address_is_for(row: Reminder, sam: Patient) -> None:
    """An address does one thing for one patient; what else is posted to it is not read."""
    PlanFactory(patient=sam)
    everything_else = {"what": "ill", "change": "rest-7", "pain": "9", "undo": "1", "patient": sam.pk, "row": "1"}
    Client().post(path(row, "mute"), everything_else)
    assert (SessionLog.objects.count(), MorningAnswer.objects.count(), BarrierAnswer.objects.count()) == (0, 0, 0)
    assert set(Patient.objects.exclude(pk=row.patient_id).values_list("muted_kinds", flat=True)) <= {""}


def test_other_clinics_stay_as_they_are(row: Reminder, ben: Any) -> None:
    bob = PatientFactory(clinic=ben.clinic, therapist=ben)
    plan = PlanFactory(patient=bob, starts_on=dt.date(2026, 2, 2))
    message(bob, plan)
    SessionLogFactory(plan=plan, local_date=TODAY - DAY)
    SessionLogFactory(plan=row.plan, local_date=TODAY - DAY)
    theirs = list(Patient.objects.filter(pk=bob.pk).values()), list(Plan.objects.filter(pk=plan.pk).values())
    for act, said in ACTIONS.items():
        Client().post(path(row, act), said)
    assert theirs == (list(Patient.objects.filter(pk=bob.pk).values()), list(Plan.objects.filter(pk=plan.pk).values()))
    assert {log.patient for log in SessionLog.objects.filter(local_date=TODAY)} == {row.patient}
    assert not AuditEvent.objects.filter(clinic_ref=ben.clinic.pk, verb="tapped").exists()


def test_too_many_tries_wait(row: Reminder) -> None:
    answers = [Client().post(path(row, "mute")).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


@pytest.mark.django_db
@given(data=st.data())
@settings(max_examples=60, deadline=None, database=None)
def test_no_changed_token_is_read(data: st.DataObject) -> None:
    """Any other text than one that was signed is nothing; signatures are told apart from the first to the last sign."""
    row = Reminder.objects.first()
    if row is None:
        with time_machine.travel(NOON, tick=False):
            plan = PlanFactory()
            row = message(plan.patient, plan)
    token = taps.token_for(row, data.draw(st.sampled_from(list(taps.Act))))
    place = data.draw(st.integers(0, len(token) - 1))
    with time_machine.travel(NOON, tick=False):
        assert taps.read(token) is not None
        letter = data.draw(st.characters(blacklist_characters=token[place], blacklist_categories=("Cs",)))
        assert taps.read(token[:place] + letter + token[place + 1 :]) is None
        assert taps.read(data.draw(st.text(max_size=40))) is None


def test_looking_costs_little_whatever_was_trained(row: Reminder, plan: Plan) -> None:
    once = statements(Client(), path(row, "done"))
    for back in range(1, 8):
        SessionLogFactory(plan=plan, local_date=TODAY - back * DAY)
    assert statements(Client(), path(row, "done")) == once <= 3
