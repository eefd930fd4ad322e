"""By which way a message goes: the patient's choice, then what works, each once; and what comes of one that fails."""

import datetime as dt
import io
import json
import smtplib
import sys
from email import message_from_bytes, policy
from urllib.parse import parse_qs

import pytest
import requests
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command

from patients import watching
from patients.models import Attention, Channel, Patient, Reminder
from patients.reminders import message
from patients.reminders.channels import Carriers, providers, reachable, subscriptions, vapid, ways_of
from patients.reminders.channels.numbers import normalised
from patients.reminders.channels.short_text import length, text_for
from patients.reminders.content import Action, Content
from patients.tasks import deliver_reminders, plan_reminders
from tests.factories import PlanFactory
from tests.patients.receiving import Device, Service, serving, signed

DUE = dt.datetime(2026, 3, 4, 18, 30, tzinfo=dt.UTC)  # a Wednesday


@pytest.fixture
def service():
    with serving() as made:
        yield made


@pytest.fixture
def reminder(pat: Patient) -> Reminder:
    plan = PlanFactory(patient=pat, training_days="135")
    with time_machine.travel("2026-03-04T09:00:00Z", tick=False):
        plan_reminders()
    return plan.reminders.get()


@pytest.fixture
def device(pat: Patient, service: Service, settings) -> Device:
    """Pat's phone, at a push service on this machine."""
    settings.VAPID_PRIVATE_KEY, settings.PUSH_TEST_SERVICE = vapid.fresh(), service.url
    made = Device()
    pat.channels.create(kind="push", address=f"{service.url}/wp/pat", keys=made.keys, label="Chrome on Android")
    return made


@pytest.fixture
def texts(pat: Patient, service: Service, settings) -> Channel:
    """Text messages are on, and Pat asked for them."""
    settings.SMS_URL = f"twilio://AC123:s%2Fecret@+447700900000?api={service.url}"
    Patient.objects.filter(pk=pat.pk).update(reminders_by="sms")
    return pat.channels.create(kind="sms", address="+447700900123")


def deliver(at: dt.datetime = DUE) -> None:
    with time_machine.travel(at, tick=False):
        deliver_reminders()


def fate(reminder: Reminder) -> tuple[str, str, str]:
    reminder.refresh_from_db()
    return reminder.state, reminder.channel, reminder.outcome


def refuse_mail(monkeypatch: pytest.MonkeyPatch, code: int, words: bytes) -> None:
    def refuse(*_: object) -> None:
        raise smtplib.SMTPRecipientsRefused({"pat@example.test": (code, words)})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)


# A device


def test_device_comes_first_and_reads_one_neutral_line(reminder, device, service) -> None:
    deliver()
    (request,) = service.requests
    told = device.reads(request.body)
    assert fate(reminder) == ("sent", "push", "Handed to the push service.")
    assert mail.outbox == []
    assert (told["short"], told["url"][-4:]) == ("Your plan for today is ready when you are.", "/my/")
    assert [action["words"] for action in told["actions"]] == ["I have done it", "Later today"]
    assert sorted(told) == ["actions", "short", "tag", "url"]
    assert (request.headers["ttl"], request.headers["urgency"]) == ("10800", "normal")
    assert told["tag"] == request.headers["topic"]  # sent twice, the second takes the place of the first
    claims = signed(request.headers["authorization"])
    assert (claims["aud"], claims["sub"]) == (service.url, "mailto:no-reply@localhost")
    assert all(secret not in request.body for secret in (b"plan", b"Pat", b"Harbour"))


def test_answers_stand_on_a_locked_screen_only_where_they_say_when(reminder, device, service, monkeypatch) -> None:
    answers = tuple(Action(words, f"http://x/{words}") for words in ("Later", "Done", "Tomorrow"))
    content = Content("s", "s", (), Action("Open", "http://x/"), answers=answers)
    monkeypatch.setattr("patients.reminders.delivery.content_for", lambda *_: content)
    (way,) = Channel.objects.filter(kind="push")
    with Carriers() as carriers:
        carriers.send(way, content, reminder)
        reminder.kind = "morning"  # its answers are scores of pain
        carriers.send(way, content, reminder)
    first, second = (device.reads(request.body) for request in service.requests)
    assert [action["words"] for action in first["actions"]] == ["Later", "Done"]
    assert second["actions"] == []


@pytest.mark.parametrize(
    ("answer", "is_kept", "words"),
    [
        ((410, "gone"), False, "The device takes no messages any more."),
        ((404, ""), False, "The device takes no messages any more."),
        ((403, "VAPID public key mismatch"), False, "The device subscribed to another key of this installation."),
        ((307, ""), True, "The push service sent us elsewhere, where we do not go."),
    ],
)
def test_device_that_is_gone_is_forgotten_and_the_message_goes_by_email(
    reminder, device, service, answer, is_kept, words
) -> None:
    service.will(*answer, Location=f"{service.url}/elsewhere")
    deliver()
    assert fate(reminder) == ("sent", "email", f"{words} Handed to the mail server.")
    assert (len(service.requests), len(mail.outbox)) == (1, 1)
    assert [bool(way.broken_at) for way in Channel.objects.filter(kind="push")] == ([True] if is_kept else [])


def test_push_service_that_is_busy_is_waited_for(reminder, device, service) -> None:
    service.will(503)
    deliver()
    assert fate(reminder) == ("planned", "", "The push service is busy: 503.")
    service.will(201)
    deliver(DUE + dt.timedelta(minutes=2))
    assert fate(reminder)[:2] == ("sent", "push")
    assert mail.outbox == []


def test_push_service_that_is_away_holds_up_nobody_elses_email(reminder, device, sam, settings) -> None:
    PlanFactory(patient=sam, training_days="135")
    with time_machine.travel("2026-03-04T09:30:00Z", tick=False):
        plan_reminders()
    settings.PUSH_TEST_SERVICE = "http://127.0.0.1:1"
    Channel.objects.update(address="http://127.0.0.1:1/wp/pat")
    deliver()
    assert [email.to for email in mail.outbox] == [["sam@example.test"]]
    assert fate(reminder) == ("planned", "", "The push service could not be reached (ConnectionError).")


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com@10.0.0.1/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://push.apple.com.example/x",
        "https://fcm.googleapis.com:port/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_nothing_is_sent_to_an_address_that_is_no_known_push_service(endpoint: str) -> None:
    assert not subscriptions.is_known(endpoint)
    with pytest.raises(ValidationError):
        subscriptions.checked(endpoint, Device().keys)


@pytest.mark.parametrize(
    "host",
    ["fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com", "wns2-am3p.notify.windows.com"],
)
def test_push_services_of_the_browsers_there_are_known(host: str) -> None:
    assert subscriptions.checked(f"https://{host}/a/b?c", Device().keys)


def test_key_is_made_once_and_kept_to_oneself(settings, tmp_path, capsys) -> None:
    settings.VAR_DIR = tmp_path
    assert not vapid.is_on()
    call_command("vapid")
    call_command("vapid")
    first, second = capsys.readouterr().out.split()
    assert (first, len(first), (tmp_path / "vapid.key").stat().st_mode & 0o777) == (second, 87, 0o600)


# E-mail, refused and come back


def test_mailbox_that_is_refused_is_broken_and_becomes_a_task(reminder, pat, monkeypatch) -> None:
    refuse_mail(monkeypatch, 550, b"5.1.1 No such mailbox")
    watching.look()
    deliver()
    way = Channel.objects.get()
    assert (way.address, way.trouble) == (
        "pat@example.test",
        "The mail server refused the message: 550 5.1.1 No such mailbox",
    )
    assert (ways_of([pat])[pat.pk], reachable([pat.pk])) == ([], set())
    assert watching.look() == 1
    assert Attention.objects.get(reason="no_channel", end="").words == "No reminder can reach them"
    Patient.objects.filter(pk=pat.pk).update(email="new@example.test")  # another address is another mailbox
    assert reachable([pat.pk]) == {pat.pk}


def test_refusal_by_policy_is_not_the_address_fault(reminder, pat, monkeypatch) -> None:
    refuse_mail(monkeypatch, 550, b"5.7.1 Blocked, see our list")
    deliver()
    assert (fate(reminder)[0], reachable([pat.pk]), Channel.objects.count()) == ("undelivered", {pat.pk}, 0)


def report(to: str, *, action: str = "failed", status: str = "5.1.1", quoted: str = "<x@y>") -> bytes:
    return f"""From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; pat@example.test
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <pat@example.test>: User
 unknown

--b
Content-Type: text/rfc822-headers

Message-ID: {quoted}
Subject: Your plan for today

--b--
""".replace("\n", "\r\n").encode()


def come_back(monkeypatch: pytest.MonkeyPatch, raw: bytes, *arguments: str) -> str:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
    said = io.StringIO()
    call_command("bounced", *arguments, stdout=said)
    return said.getvalue().strip()


def sent_from(reminder: Reminder, settings) -> mail.EmailMessage:
    settings.BOUNCES_TO = "bounces@clinic.example"
    deliver()
    return mail.outbox[0]


@pytest.mark.parametrize("found_by", ["argument", "reader", "quoted"])
def test_email_that_came_back_is_told_of_its_own_row(reminder, pat, settings, monkeypatch, found_by) -> None:
    email = sent_from(reminder, settings)
    envelope = email.from_email
    assert email.message()["From"] == "Harbour Physio <no-reply@localhost>"
    assert envelope.startswith("bounces+r")
    assert len(envelope.partition("@")[0]) <= 64
    known = {
        "argument": (report("someone@clinic.example"), envelope),
        "reader": (report(envelope.swapcase()),),
        "quoted": (report("postmaster@clinic.example", quoted=email.message()["Message-ID"]),),
    }
    assert come_back(monkeypatch, *known[found_by]) == "Noted."
    words = "The e-mail came back: 550 5.1.1 <pat@example.test>: User unknown"
    assert fate(reminder) == ("undelivered", "email", words)
    assert [(way.address, way.trouble) for way in pat.channels.all()] == [("pat@example.test", words)]
    assert reachable([pat.pk]) == set()


def test_reports_that_are_none_of_ours_change_nothing(reminder, pat, settings, monkeypatch) -> None:
    envelope = sent_from(reminder, settings).from_email
    forged = [
        b"",
        b"\xff\xfe\x00" * 1000,
        b"To: " + envelope.encode() + b"\r\n\r\nI am on holiday",
        report("bounces@clinic.example"),
        report(envelope, action="delayed", status="4.4.1"),
        report(envelope.replace("@", "0@")),
        report(f"bounces+r{reminder.pk:x}-0123456789abcdef@clinic.example"),
        report("bounces+rffffffffffffffff-0123456789abcdef@clinic.example"),
    ]
    for raw in forged:
        assert come_back(monkeypatch, raw).endswith("ignored.")
    Patient.objects.filter(pk=pat.pk).update(email="new@example.test")
    assert come_back(monkeypatch, report(envelope)).endswith("ignored.")  # about an address that is no more
    assert (fate(reminder)[0], Channel.objects.count()) == ("sent", 0)


def test_full_mailbox_breaks_and_a_policy_does_not(reminder, pat, settings, monkeypatch) -> None:
    envelope = sent_from(reminder, settings).from_email
    come_back(monkeypatch, report(envelope, status="5.7.26"))
    assert (fate(reminder)[0], reachable([pat.pk])) == ("undelivered", {pat.pk})
    come_back(monkeypatch, report(envelope, status="5.2.2"))
    assert reachable([pat.pk]) == set()


def test_every_content_is_a_whole_email(reminder) -> None:
    answers = tuple(Action(str(score), f"https://x.example/a/{score}") for score in range(11))
    content = Content(
        "Sub\r\nBcc: a@b.c", "s", ("One & <b>two</b>.", "Three."), Action("Go", "https://x.example/go"),
        ("Four.",), "How is it?", answers,
    )  # fmt: skip
    (way,) = ways_of([reminder.patient])[reminder.patient_id]
    email = message_from_bytes(message.message_for(way, content, reminder).message().as_bytes(), policy=policy.default)
    assert (email["Subject"], email["Bcc"]) == ("Sub Bcc: a@b.c", None)
    assert email.get_body(("plain",)).get_content().splitlines()[:18] == [
        "Hello Pat,", "", "One & <b>two</b>.", "", "Three.", "", "Go:", "https://x.example/go", "", "How is it?",
        *(f"- {score}: https://x.example/a/{score}" for score in range(8)),
    ]  # fmt: skip
    page = email.get_body(("html",)).get_content()
    assert page.count('class="answer"') == 11
    assert "One &amp; &lt;b&gt;two&lt;/b&gt;." in page


@pytest.mark.parametrize(
    ("address", "state"),
    [
        ('"quo,ted"@example.test', "sent"),
        ('"quo ted"@example.test', "undelivered"),
        ("o'neill+x@example.test", "sent"),
        ("pat@exämple.test", "sent"),
        ("pät@example.test", "undelivered"),
        ("pat@example.test\nBcc: all@example.test", "undelivered"),
        ('pat"@example.test', "undelivered"),
        ("no address", "undelivered"),
    ],
)
def test_address_from_outside_is_written_as_it_is_or_not_at_all(reminder, pat, address: str, state: str) -> None:
    Patient.objects.filter(pk=pat.pk).update(email=address)
    deliver()
    assert fate(reminder)[0] == state
    read = [message_from_bytes(email.message().as_bytes(), policy=policy.default) for email in mail.outbox]
    assert [(str(email["Bcc"]), len(email["To"].addresses)) for email in read] == [("None", 1)] * (state == "sent")
    assert Channel.objects.filter(broken_at__isnull=False).exists() == (state == "undelivered")


# Text messages

TAKEN = {
    "account_sid": "AC123", "api_version": "2010-04-01", "body": "...", "direction": "outbound-api",
    "error_code": None, "error_message": None, "from": "+447700900000", "num_segments": "1", "status": "queued",
    "sid": "SM87105da94bff44b999e4e6eb90d8eb6a", "to": "+447700900123",
}  # fmt: skip
NOT_A_NUMBER = {
    "code": 21211, "message": "The 'To' number +447700900123 is not a valid phone number.",
    "more_info": "https://www.twilio.com/docs/errors/21211", "status": 400,
}  # fmt: skip


def test_text_goes_to_the_provider_as_its_reference_says(reminder, texts, service) -> None:
    service.will(201, json.dumps(TAKEN))
    deliver()
    (request,) = service.requests
    asked = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    assert request.path == "/2010-04-01/Accounts/AC123/Messages.json"
    assert request.headers["authorization"] == requests.auth._basic_auth_str("AC123", "s/ecret")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert (asked["To"], asked["From"]) == ("+447700900123", "+447700900000")
    assert asked["Body"].startswith("Harbour Physio: Your plan for today is ready when you are. http")
    assert "Stop: http://127.0.0.1:8000/u/" in asked["Body"]
    assert fate(reminder) == ("sent", "sms", "Handed to the text message service.")


@pytest.mark.parametrize(
    ("answer", "expected", "is_broken"),
    [
        ((400, json.dumps(NOT_A_NUMBER)), ("sent", "email"), True),
        ((400, '{"code": 21606}'), ("sent", "email"), False),  # our sender is at fault
        ((400, "not json"), ("sent", "email"), False),
        ((401, '{"code": 20003}'), ("planned", ""), False),
        ((429, '{"code": 20429}'), ("planned", ""), False),
        ((500, ""), ("planned", ""), False),
    ],
)
def test_provider_that_does_not_take_it(reminder, texts, service, answer, expected, is_broken) -> None:
    service.will(*answer)
    deliver()
    assert fate(reminder)[:2] == expected
    texts.refresh_from_db()
    assert (bool(texts.broken_at), len(service.requests)) == (is_broken, 1)
    assert "s/ecret" not in reminder.outcome


def test_text_is_only_for_who_chose_it_and_only_where_it_is_on(reminder, texts, service, pat, settings) -> None:
    def kinds() -> list[str]:
        patient = Patient.objects.get(pk=pat.pk)
        return [way.kind for way in ways_of([patient])[pat.pk]]

    assert kinds() == ["sms", "email"]
    settings.SMS_URL = ""
    assert kinds() == ["email"]
    deliver()
    assert (fate(reminder)[1], service.requests) == ("email", [])


@pytest.mark.parametrize("name", ["Harbour Physio", "Łódź Ästhetik — “Ł’s”", "診療所", "x" * 80])
@pytest.mark.parametrize("short", ["Your plan for today", "Dein Plan für heute – früh’s", "今日の計画", "y" * 120])
def test_every_text_is_one_segment_and_says_how_to_stop(pat, settings, name, short) -> None:
    settings.SITE_URL = "https://training.a-rather-long-clinic.example"
    pat.clinic.name = name
    text = text_for(Content("s", short, (), Action("Open", f"{settings.SITE_URL}/t/{'z' * 60}/")), pat)
    used, room = length(text)
    assert used <= room
    assert f"Stop: {settings.SITE_URL}/u/" in text


@pytest.mark.parametrize(
    ("typed", "zone", "found"),
    [
        ("07700 900123", "Europe/London", None),  # kept free for films; no such number
        ("07911 123456", "Europe/London", "+447911123456"),
        ("+1 (202) 555-0142", "Europe/London", "+12025550142"),
        ("0170 1234567", "Europe/Berlin", "+491701234567"),
        ("020 7946 0000", "Europe/London", None),  # takes no texts
        ("07911 123456", "UTC", None),
        ("call me", "Europe/London", None),
        ("٠٧٩١١١٢٣٤٥٦", "Europe/London", "+447911123456"),
        ("+" * 500, "Europe/London", None),
    ],
)
def test_number_is_checked_and_written_one_way(typed: str, zone: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(ValidationError):
            normalised(typed, zone)
    else:
        assert normalised(typed, zone) == found


@pytest.mark.parametrize("url", ["other://a:b@c", "twilio://a@c", "twilio://", "nonsense"])
def test_setting_for_texts_that_is_wrong_says_how_it_is_to_be(settings, url: str) -> None:
    settings.SMS_URL = url
    with pytest.raises(Exception, match="SMS_URL is to be twilio://ACCOUNT:TOKEN@SENDER"):
        providers.provider()


# Which way, and whether there is one


def test_sql_and_rows_agree_on_who_is_reached(pat, sam, settings, db) -> None:
    """Every mixture of address, device, number, choice, what is broken and what is on."""
    plan: list[tuple[Patient, bool]] = []
    for email in ("", "pat@example.test"):
        for way in ("", "push", "email", "sms"):
            for broken in ((), ("email",), ("push",), ("sms",), ("email", "push", "sms")):
                pat.email, pat.reminders_by = email, way
                pat.save()
                pat.channels.all().delete()
                for kind, address in (("email", email), *OTHERS):
                    if address:
                        pat.channels.create(kind=kind, address=address, broken_at=DUE if kind in broken else None)
                for settings.VAPID_PRIVATE_KEY, settings.SMS_URL in (("", ""), (KEY, ""), ("", TWILIO), (KEY, TWILIO)):
                    plan.append((bool(ways_of([pat])[pat.pk]), reachable([pat.pk]) == {pat.pk}))
    assert [pair for pair in plan if pair[0] != pair[1]] == []
    assert {pair[0] for pair in plan} == {True, False}


OTHERS = (("push", "https://fcm.googleapis.com/x"), ("sms", "+447911123456"))
KEY, TWILIO = vapid.fresh(), "twilio://a:b@c"


def test_choice_comes_first_and_a_test_mends_what_was_broken(reminder, device, pat, service, as_pat) -> None:
    Patient.objects.filter(pk=pat.pk).update(reminders_by="email")
    Channel.objects.create(patient=pat, kind="email", address=pat.email, broken_at=DUE, trouble="came back")
    as_pat.post("/my/reached/test/", {"way": "email"})
    assert Channel.objects.get(kind="email").broken_at is None
    deliver()
    assert (fate(reminder)[1], len(mail.outbox), service.requests) == ("email", 2, [])
