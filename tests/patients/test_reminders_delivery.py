"""What becomes of due rows: sent once, dropped with a reason, tried again, or given up in words for staff."""

import datetime as dt
import re
import smtplib
import uuid
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from clinic.models import Clinic
from patients.entries import SessionEntry
from patients.models import Patient, Plan, Reminder
from patients.reminders import claims, delivery, message
from patients.reminders.channels import Carriers, ways_of
from patients.reminders.wording import content_for
from patients.services import logs
from patients.tasks import deliver_reminders, plan_reminders
from programmes.models import Session
from tests.factories import PatientFactory, PlanFactory, SessionFactory, SessionLogFactory

DUE = "2026-03-04T18:30:00Z"  # a Wednesday
AT_DUE = dt.datetime(2026, 3, 4, 18, 30, tzinfo=dt.UTC)


@pytest.fixture
def plan(pat: Patient) -> Plan:
    """Pat trains on Monday, Wednesday and Friday and hears from us at 18:30, London time."""
    return PlanFactory(patient=pat, training_days="135")


@pytest.fixture
def reminder(plan: Plan) -> Reminder:
    """Today's row, planned in the morning."""
    with time_machine.travel("2026-03-04T09:00:00Z", tick=False):
        plan_reminders()
    return Reminder.objects.get()


def deliver_at(moment: str | dt.datetime) -> None:
    with time_machine.travel(moment, tick=False):
        deliver_reminders()


def change(row: Clinic | Patient | Plan | Reminder, **fields: object) -> None:
    type(row).objects.filter(pk=row.pk).update(**fields)


def fate(reminder: Reminder) -> tuple[str, str]:
    reminder.refresh_from_db()
    return reminder.state, reminder.outcome


def as_read() -> EmailMessage:
    """The one e-mail sent, as a mail program reads it."""
    assert len(mail.outbox) == 1
    return message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)


def text_of(email: EmailMessage, kind: str) -> str:
    return email.get_body((kind,)).get_content()


def test_due_reminder_is_sent_and_says_so(reminder: Reminder) -> None:
    deliver_at(DUE)
    assert fate(reminder) == ("sent", "Handed to the mail server.")
    assert (reminder.sent_at, reminder.claim, reminder.lease_until, reminder.attempts) == (AT_DUE, None, None, 1)
    assert [email.to for email in mail.outbox] == [["pat@example.test"]]


def test_reminder_is_not_sent_before_its_hour_or_twice(reminder: Reminder) -> None:
    deliver_at("2026-03-04T18:29:59Z")
    assert len(mail.outbox) == 0
    deliver_at(DUE)
    deliver_at("2026-03-04T18:30:15Z")
    assert len(mail.outbox) == 1


def test_email_reads_kindly_and_tells_nothing(reminder: Reminder, settings: object) -> None:
    settings.SITE_URL = "https://training.harbour.example"
    deliver_at(DUE)
    email = as_read()
    stop = email["List-Unsubscribe"].strip("<>")
    assert email["Subject"] == "Your plan for today"
    assert email["From"] == "Harbour Physio <no-reply@localhost>"
    assert (email["To"], email["Reply-To"]) == ("pat@example.test", None)
    assert email["Auto-Submitted"] == "auto-generated"
    assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop.startswith("https://training.harbour.example/u/")
    assert len(stop) < 76
    plain = text_of(email, "plain")
    assert re.sub(r"/t/[\w.-]+/", "/t/", plain).splitlines() == [
        "Hello Pat,",
        "",
        "Today is one of your days. It is ready when you are.",
        "",
        "Open today’s plan:",
        "https://training.harbour.example/my/",
        "",
        "Does it suit you?",
        "- I have done it: https://training.harbour.example/t/",
        "- Later today: https://training.harbour.example/t/",
        "- Tomorrow: https://training.harbour.example/t/",
        "",
        "Short of time? A little counts too, and there is always an easier version.",
        "",
        "If today is not the day, that is fine. Nothing is lost.",
        "",
        "Harbour Physio",
        "020 7946 0000",
        "",
        "-- ",
        "You get this e-mail because your reminders are on.",
        "Change what comes, when and how: https://training.harbour.example/my/settings/",
        f"Stop all of them: {stop}",
    ]
    page = text_of(email, "html")
    assert page.count('href="https://training.harbour.example/my/"') == 1
    assert page.count(f'href="{stop}"') == 1
    assert "src=" not in page  # nothing is fetched, nobody is tracked


def test_any_day_plan_is_invited_not_told(plan: Plan, reminder: Reminder) -> None:
    change(plan, training_days="", per_week_lo=4, per_week_hi=5)
    deliver_at(DUE)
    assert "Today could be a good day for your plan." in text_of(as_read(), "plain")


def test_answer_goes_to_the_clinic(reminder: Reminder, clinic: Clinic) -> None:
    change(clinic, email="desk@harbour.example")
    deliver_at(DUE)
    assert as_read()["Reply-To"] == "desk@harbour.example"


def test_same_row_always_has_the_same_message_id(reminder: Reminder) -> None:
    deliver_at(DUE)
    Reminder.objects.update(state="planned")
    deliver_at("2026-03-04T18:31:00Z")
    first, second = (email.message()["Message-ID"] for email in mail.outbox)
    assert first == second == message.message_id(reminder)


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"reminders_on": False}, "Reminders are turned off."),
        ({"email": ""}, "There is no e-mail address."),
        ({"archived_at": AT_DUE}, "The patient is archived."),
    ],
)
def test_patient_changed_since_planning_gets_nothing(
    reminder: Reminder, pat: Patient, fields: dict[str, object], outcome: str
) -> None:
    change(pat, **fields)
    deliver_at(DUE)
    assert fate(reminder) == ("dropped", outcome)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"state": "paused"}, "The plan is paused."),
        ({"state": "ended"}, "The plan has ended."),
        ({"starts_on": dt.date(2026, 3, 5)}, "The plan starts later."),
        ({"training_days": "24"}, "It is not a training day."),
        ({"training_days": "", "per_week_lo": 1}, "Not needed today for this week’s sessions."),
    ],
)
def test_plan_changed_since_planning_sends_nothing(
    reminder: Reminder, plan: Plan, fields: dict[str, object], outcome: str
) -> None:
    SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, 2))
    change(plan, **fields)
    deliver_at(DUE)
    assert fate(reminder) == ("dropped", outcome)
    assert mail.outbox == []


def test_session_logged_meanwhile_is_not_reminded_of(reminder: Reminder, plan: Plan) -> None:
    SessionLogFactory(plan=plan, local_date=dt.date(2026, 3, 4))
    deliver_at(DUE)
    assert fate(reminder) == ("dropped", "Already trained.")
    assert mail.outbox == []


def test_extra_done_alongside_is_no_reason_for_silence(reminder: Reminder, plan: Plan) -> None:
    walk = SessionFactory(phase=plan.version.phases.get(), position=2, kind="extra")
    SessionLogFactory(plan=plan, session=walk, local_date=dt.date(2026, 3, 4))
    deliver_at(DUE)
    assert fate(reminder)[0] == "sent"


@pytest.mark.parametrize(
    ("days_sent", "expected"),
    [
        ((1, 2, 3, 4), ("sent", "Handed to the mail server.")),  # Sunday 1 March belongs to the week before
        ((2, 3, 4, 5), ("dropped", "There were 4 reminders this week already.")),
    ],
)
def test_week_has_four_messages_at_most(plan: Plan, days_sent: tuple[int, ...], expected: tuple[str, str]) -> None:
    for day in days_sent:
        when = dt.datetime(2026, 3, day, 18, 30, tzinfo=dt.UTC)
        plan.reminders.create(patient=plan.patient, local_date=when, due_at=when, state="sent")
    friday = AT_DUE + dt.timedelta(days=2)
    row = plan.reminders.create(patient=plan.patient, local_date=friday, due_at=friday)
    deliver_at(friday)
    assert fate(row) == expected


def test_hour_moved_later_waits_for_the_new_hour(reminder: Reminder, pat: Patient) -> None:
    change(pat, reminder_hour=dt.time(20))
    deliver_at(DUE)
    assert fate(reminder) == ("planned", "")
    assert (reminder.due_at, reminder.claim) == (dt.datetime(2026, 3, 4, 20, tzinfo=dt.UTC), None)
    deliver_at("2026-03-04T20:00:00Z")
    assert fate(reminder)[0] == "sent"


@pytest.mark.parametrize("moment", ["2026-03-04T21:31:00Z", "2026-03-04T21:00:00Z", "2026-03-05T09:00:00Z"])
def test_reminder_too_late_is_dropped(reminder: Reminder, moment: str) -> None:
    deliver_at(moment)
    assert fate(reminder) == ("dropped", "It had become too late.")
    assert mail.outbox == []


def test_patient_who_flew_east_is_not_reminded_of_a_day_gone_by(reminder: Reminder, pat: Patient) -> None:
    change(pat, timezone="Pacific/Auckland")  # Thursday 07:30 there
    deliver_at(DUE)
    assert fate(reminder) == ("dropped", "It had become too late.")


def test_new_plan_of_the_same_day_takes_the_row_over(reminder: Reminder, plan: Plan) -> None:
    change(plan, state="ended")
    new = PlanFactory(patient=plan.patient, training_days="3")
    deliver_at(DUE)
    assert fate(reminder)[0] == "sent"
    assert reminder.plan == new


# Workers that die, and workers side by side


def test_row_of_a_dead_worker_is_sent_when_its_lease_has_run_out(reminder: Reminder) -> None:
    with time_machine.travel(DUE, tick=False):
        assert claims.claim(AT_DUE) == [reminder]  # and then it dies
    deliver_at("2026-03-04T18:30:59Z")
    assert (fate(reminder)[0], len(mail.outbox)) == ("sending", 0)
    deliver_at("2026-03-04T18:31:00Z")
    assert (fate(reminder)[0], len(mail.outbox)) == ("sent", 1)


def test_claimed_row_is_nobody_elses(reminder: Reminder) -> None:
    assert claims.claim(AT_DUE) == [reminder]
    assert claims.claim(AT_DUE) == []


def test_worker_whose_lease_ran_out_sends_nothing(reminder: Reminder) -> None:
    slow = claims.claim(AT_DUE)
    deliver_at("2026-03-04T18:31:00Z")
    with time_machine.travel("2026-03-04T18:31:01Z", tick=False):
        delivery.deliver(slow, Carriers())
    assert len(mail.outbox) == 1
    assert fate(reminder) == ("sent", "Handed to the mail server.")


def test_session_logged_after_the_claim_is_not_reminded_of(reminder: Reminder, plan: Plan) -> None:
    batch = claims.claim(AT_DUE)
    with time_machine.travel(DUE, tick=False):
        session = Session.objects.get(phase__version=plan.version)
        done = SessionEntry(uuid.uuid4(), session.pk, dt.date(2026, 3, 4), as_prescribed=True)
        logs.store(patient=plan.patient, entry=done, by=plan.patient.membership.user)
        delivery.deliver(batch, Carriers())
    assert mail.outbox == []
    assert fate(reminder) == ("dropped", "Already trained.")


def test_what_is_known_is_read_once_however_many_are_due(pat: Patient, clinic: Clinic) -> None:
    def reads(patients: list[Patient]) -> int:
        for plan in (PlanFactory(patient=one, training_days="135") for one in patients):
            plan.reminders.create(patient=plan.patient, local_date=AT_DUE.date(), due_at=AT_DUE)
        with CaptureQueriesContext(connection) as asked:
            deliver_at(DUE)
        return sum(query["sql"].startswith("SELECT") for query in asked)

    few = reads([pat])
    assert reads([PatientFactory(clinic=clinic) for _ in range(5)]) == few
    assert len(mail.outbox) == 6


@pytest.mark.django_db(transaction=True)
def test_what_went_out_is_written_down_though_the_next_row_breaks(
    pat: Patient, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        plan.reminders.create(patient=plan.patient, local_date=AT_DUE.date(), due_at=AT_DUE)
        for plan in (PlanFactory(patient=one, training_days="135") for one in (pat, PatientFactory(clinic=clinic)))
    ]

    def sends_and_breaks(backend: EmailBackend, messages: list[EmailMessage]) -> int:
        monkeypatch.setattr(claims, "HOLD", "UPDATE nowhere SET lease_until = %s, attempts = %s, id = %s, claim = %s")
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", sends_and_breaks)
    with time_machine.travel(DUE, tick=False), Carriers() as carriers, pytest.raises(DatabaseError):
        delivery.deliver(claims.claim(AT_DUE), carriers)
    assert [fate(row)[0] for row in rows] == ["sent", "sending"]  # the other is taken up when its lease has run out


@pytest.mark.django_db
def test_due_rows_are_found_by_the_small_index() -> None:
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off")  # so few rows need no index
    assert "reminder_due" in Reminder.objects.ready_at(AT_DUE).explain()


def test_one_round_ends_and_asks_for_another(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "BATCH", 2)
    monkeypatch.setattr(delivery, "BATCHES_A_ROUND", 2)
    for day in range(5):
        when = AT_DUE - dt.timedelta(days=day)
        plan.reminders.create(patient=plan.patient, local_date=when.date(), due_at=when)
    with time_machine.travel(DUE, tick=False):
        assert delivery.drain() is True
        assert delivery.drain() is False
    assert Reminder.objects.filter(state="planned").count() == 0


# Mail servers that refuse, hang up or are not there


class Server(EmailBackend):
    """A mail server with troubles in store, one for each message; then it works."""

    troubles: list[Exception] = []
    is_down = False

    def open(self) -> bool:
        if Server.is_down:
            raise ConnectionRefusedError(111, "Connection refused")
        return True

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        if Server.troubles:
            raise Server.troubles.pop(0)
        return super().send_messages(messages)


@pytest.fixture
def server(settings: object) -> type[Server]:
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.troubles, Server.is_down = [], False
    return Server


def refused(code: int, reply: bytes) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"pat@example.test": (code, reply)})


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (
            refused(550, b"5.1.1 No such\nmail\x00box\x07"),
            "The mail server refused the message: 550 5.1.1 No such mail box",
        ),
        (refused(550, b"5.1.1 No such\nmailbox"), "The mail server refused the message: 550 5.1.1 No such mailbox"),
        (smtplib.SMTPDataError(554, b"Not wanted"), "The mail server refused the message: 554 Not wanted"),
        (ValueError(), "The address or the clinic’s details cannot be written into an e-mail."),
    ],
)
def test_refused_for_good_is_undelivered(
    reminder: Reminder, server: type[Server], trouble: Exception, outcome: str
) -> None:
    server.troubles = [trouble]
    deliver_at(DUE)
    deliver_at("2026-03-04T19:00:00Z")
    assert fate(reminder) == ("undelivered", outcome)
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [
        (refused(450, b"4.2.1 Try later"), "The mail server refused the message: 450 4.2.1 Try later"),
        (smtplib.SMTPDataError(451, b"Busy"), "The mail server refused the message: 451 Busy"),
        (smtplib.SMTPSenderRefused(553, b"Who?", "x@y.z"), "The mail server broke off: 553 Who?"),
        (smtplib.SMTPServerDisconnected(), "The mail server broke off (SMTPServerDisconnected)."),
        (TimeoutError(), "The mail server broke off (TimeoutError)."),
        (RuntimeError(), "Something went wrong on our side."),
    ],
)
def test_trouble_that_may_pass_is_tried_again(
    reminder: Reminder, server: type[Server], trouble: Exception, outcome: str
) -> None:
    server.troubles = [trouble]
    deliver_at(DUE)
    assert fate(reminder) == ("planned", outcome)
    assert reminder.due_at == AT_DUE + dt.timedelta(minutes=2)
    deliver_at("2026-03-04T18:32:00Z")
    assert fate(reminder) == ("sent", "Handed to the mail server.")


def test_fifth_try_is_the_last(reminder: Reminder, server: type[Server]) -> None:
    server.is_down = True
    tries = []
    for minute in range(150):
        deliver_at(AT_DUE + dt.timedelta(minutes=minute))
        reminder.refresh_from_db()
        tries.append(reminder.attempts)
    assert [tries.index(number) for number in range(1, 6)] == [0, 2, 12, 42, 102]
    assert fate(reminder) == (
        "undelivered",
        "Gave up after 5 tries. The mail server could not be reached (ConnectionRefusedError).",
    )


def test_evening_over_before_the_server_is_back(reminder: Reminder, pat: Patient, server: type[Server]) -> None:
    change(pat, reminder_hour=dt.time(20, 45))
    change(reminder, due_at="2026-03-04T20:45:00Z")
    server.is_down = True
    for minute in (0, 2, 12, 15):
        deliver_at(dt.datetime(2026, 3, 4, 20, 45, tzinfo=dt.UTC) + dt.timedelta(minutes=minute))
    deliver_at("2026-03-04T21:30:00Z")
    assert fate(reminder) == (
        "undelivered",
        "It had become too late. The mail server could not be reached (ConnectionRefusedError).",
    )


def test_server_down_costs_one_try_and_the_others_wait(plan: Plan, sam: Patient, server: type[Server]) -> None:
    PlanFactory(patient=sam, training_days="135")
    with time_machine.travel("2026-03-04T09:00:00Z", tick=False):
        plan_reminders()
    server.is_down = True
    deliver_at(DUE)
    two_minutes = dt.timedelta(minutes=2)
    assert sorted(Reminder.objects.values_list("attempts", "state", "claim", "due_at", "lease_until")) == [
        (0, "planned", None, AT_DUE, AT_DUE + two_minutes),  # due as it was, so that planning leaves it alone
        (1, "planned", None, AT_DUE + two_minutes, None),
    ]
    with time_machine.travel("2026-03-04T18:31:00Z", tick=False):
        plan_reminders()
    server.is_down = False
    deliver_at("2026-03-04T18:33:00Z")
    assert sorted(email.to[0] for email in mail.outbox) == ["pat@example.test", "sam@example.test"]


def test_row_that_kills_its_worker_is_given_up(reminder: Reminder) -> None:
    change(reminder, state="sending", claim=uuid.uuid4(), lease_until=AT_DUE, attempts=5)
    deliver_at(DUE)
    assert fate(reminder) == ("undelivered", "Gave up after 5 tries.")
    assert mail.outbox == []


def test_one_row_in_trouble_does_not_hold_up_the_next(plan: Plan, sam: Patient, server: type[Server]) -> None:
    PlanFactory(patient=sam, training_days="135")
    with time_machine.travel("2026-03-04T09:00:00Z", tick=False):
        plan_reminders()
    server.troubles = [RuntimeError()]
    deliver_at(DUE)
    assert [email.to for email in mail.outbox] == [["sam@example.test"]]


# Names and addresses from outside

HOSTILE = [
    "Ann\r\nBcc: all@example.test",
    'Ann "A" <x@y.z>, Bob',
    "Łódź Ästhetik 診療所",
    "x" * 10_000,
    "\u202enna",
    "\x7f",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_makes_one_sender_and_one_reader(reminder: Reminder, name: str) -> None:
    reminder.patient.clinic.name = reminder.patient.first_name = reminder.patient.clinic.phone = name
    (way,) = ways_of([reminder.patient])[reminder.patient_id]
    written = message.message_for(way, content_for(reminder, reminder.plan), reminder)
    email = message_from_bytes(written.message().as_bytes(), policy=policy.default)
    sender = email["From"].addresses
    assert [(who.addr_spec, len(who.display_name) <= 60) for who in sender] == [("no-reply@localhost", True)]
    assert (email["To"], email["Subject"], email["Bcc"]) == ("pat@example.test", "Your plan for today", None)
    assert "<x@y.z>" not in text_of(email, "html")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=90))
def test_any_clinic_name_is_read_back_as_cleaned(name: str) -> None:
    email = mail.EmailMessage("s", "b", message.sender(Clinic(name=name)), ["pat@example.test"])
    read = message_from_bytes(email.message().as_bytes(), policy=policy.default)["From"].addresses
    assert [who.addr_spec for who in read] == ["no-reply@localhost"]
    assert " ".join(read[0].display_name.split()) == (message.one_line(name, 60) or "Loadwell")


@pytest.mark.parametrize(
    "address", ["pat@example.test\r\nBcc: all@example.test", "not an address", '"quo ted"@', "pät@exämple.test"]
)
def test_address_that_cannot_be_written_harms_nobody(reminder: Reminder, sam: Patient, address: str) -> None:
    PlanFactory(patient=sam, training_days="135")
    change(reminder.patient, email=address)
    with time_machine.travel("2026-03-04T09:00:00Z", tick=False):
        plan_reminders()
    deliver_at(DUE)
    assert [email.to for email in mail.outbox][-1] == ["sam@example.test"]
    assert all("Bcc" not in email.message() for email in mail.outbox)
    assert fate(reminder)[0] in ("sent", "undelivered")
