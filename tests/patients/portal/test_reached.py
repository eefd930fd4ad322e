"""How a patient is reached, as the patient and as staff see it: devices, the choice, a test that tells the truth."""

import json
import smtplib

import pytest
from django.core import mail
from django.test import Client

from clinic.models import AuditEvent
from patients.models import Attention, Channel, Patient, Plan
from patients.reminders.channels import vapid
from patients.tasks import watch_patients
from tests.patients.receiving import Device

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


@pytest.fixture(autouse=True)
def _key(settings) -> None:
    settings.VAPID_PRIVATE_KEY = vapid.fresh()


def tell(client: Client, endpoint: object = ENDPOINT, keys: object = None, agent: str = PHONE):
    said = {"endpoint": endpoint, "expirationTime": None, "keys": Device().keys if keys is None else keys}
    return client.post(
        "/my/reached/device/", json.dumps(said), content_type="application/json", headers={"user-agent": agent}
    )


def page_of(client: Client) -> str:
    return client.get("/my/reached/").content.decode()


def trail() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("id").values_list("verb", "detail"))


def test_device_is_told_once_named_and_removed(as_pat: Client, pat: Patient, plan: Plan) -> None:
    assert [tell(as_pat).status_code for _ in range(2)] == [201, 201]
    device = Channel.objects.get()
    assert (device.kind, device.address, device.label) == ("push", ENDPOINT, "Chrome on Android")
    page = page_of(as_pat)
    assert "The next reminder comes <strong>on Chrome on Android</strong>" in page
    assert ENDPOINT not in page
    as_pat.post("/my/reached/device/remove/", {"device": device.pk})
    assert (Channel.objects.count(), trail()) == (
        0,
        [("device_added", "Chrome on Android"), ("device_removed", "Chrome on Android")],
    )


def test_device_belongs_to_who_tapped_last_and_nobody_removes_anothers(as_pat: Client, as_sam: Client, sam) -> None:
    tell(as_pat)
    tell(as_sam)  # the same browser, after Pat has left
    device = Channel.objects.get()
    assert device.patient == sam
    as_pat.post("/my/reached/device/remove/", {"device": device.pk})
    as_pat.post("/my/reached/device/remove/", {"endpoint": ENDPOINT})
    assert Channel.objects.count() == 1
    as_sam.post("/my/reached/device/remove/", {"endpoint": ENDPOINT})
    assert Channel.objects.count() == 0


def test_ninth_device_takes_the_place_of_the_oldest(as_pat: Client) -> None:
    for number in range(9):
        assert tell(as_pat, f"{ENDPOINT}{number}").status_code == 201
    assert sorted(Channel.objects.values_list("address", flat=True)) == [f"{ENDPOINT}{n}" for n in range(1, 9)]


@pytest.mark.parametrize(
    ("endpoint", "keys"),
    [
        ("https://intranet.example/x", None),
        (None, None),
        (["x"], None),
        ("https://fcm.googleapis.com/" + "x" * 1000, None),
        (ENDPOINT, {}),
        (ENDPOINT, "keys"),
        (ENDPOINT, {"p256dh": "A" * 87, "auth": "A" * 22}),
        (ENDPOINT, {"p256dh": 5, "auth": None}),
    ],
)
def test_subscription_that_is_none_is_refused_in_words(as_pat: Client, endpoint: object, keys: object) -> None:
    answer = tell(as_pat, endpoint, keys)
    assert (answer.status_code, Channel.objects.count()) == (422, 0)
    assert answer.json()["errors"][0].startswith("This browser")


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b"[" * 4000, b"\xff"])
def test_bytes_that_are_no_subscription_are_refused(as_pat: Client, body: bytes) -> None:
    answer = as_pat.post("/my/reached/device/", body, content_type="application/json")
    assert (answer.status_code, Channel.objects.count()) == (422, 0)


def test_choice_of_a_text_needs_a_number_and_a_provider(as_pat: Client, settings) -> None:
    assert b"Text message" not in as_pat.get("/my/reached/").content
    assert as_pat.post("/my/reached/", {"way": "sms"}).status_code == 422
    settings.SMS_URL = "twilio://a:b@c"
    for number, words in (("", "Enter the number"), ("12", "no such number"), ("0207 946 0000", "no text messages")):
        answer = as_pat.post("/my/reached/", {"way": "sms", "number": number})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
        assert f'value="{number}"' in answer.content.decode() or not number  # nothing typed is lost
    as_pat.post("/my/reached/", {"way": "sms", "number": "07911 123 456"})
    assert Channel.objects.get(kind="sms").address == "+447911123456"
    assert "by text message to +44 7911 123456" in page_of(as_pat)
    as_pat.post("/my/reached/", {"way": "", "number": ""})
    assert (Channel.objects.count(), Patient.objects.get(email="pat@example.test").reminders_by) == (0, "")


def test_test_message_says_honestly_what_came_of_it(as_pat: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = as_pat.post("/my/reached/test/", {"way": "email"}, follow=True).content.decode()
    assert "Handed to the mail server. Look in your inbox" in page
    assert (mail.outbox[0].subject, mail.outbox[0].to) == ("A test message", ["pat@example.test"])

    def refuse(*_: object) -> None:
        raise smtplib.SMTPRecipientsRefused({"pat@example.test": (550, b"5.1.1 No such mailbox")})

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    page = as_pat.post("/my/reached/test/", {"way": "email"}, follow=True).content.decode()
    assert "The test did not get through. The mail server refused the message: 550 5.1.1 No such mailbox" in page
    assert "E-mails to <strong" in page
    assert "No reminder can reach you at the moment." in page


def test_tests_are_few_an_hour_and_only_ones_own(as_pat: Client, sam: Patient) -> None:
    theirs = Channel.objects.create(patient=sam, kind="push", address=ENDPOINT, keys=Device().keys)
    page = as_pat.post("/my/reached/test/", {"way": f"device-{theirs.pk}"}, follow=True).content.decode()
    assert "That way is not there any more." in page
    for _ in range(8):
        page = as_pat.post("/my/reached/test/", {"way": "email"}, follow=True).content.decode()
    assert "enough tests for now" in page
    assert len(mail.outbox) == 6


def test_staff_see_what_is_broken_and_can_try_it_again(
    as_anna: Client, as_ben: Client, pat: Patient, plan: Plan
) -> None:
    row = {"broken_at": "2026-03-03T10:00Z", "trouble": "The e-mail came back: 550 User unknown"}
    way = pat.channels.create(kind="email", address=pat.email, **row)
    watch_patients()
    assert Attention.objects.filter(reason="no_channel", end="").exists()
    address = f"/patients/{pat.pk}/reminders/"
    page = as_anna.get(address).content.decode()
    assert "E-mail to pat@example.test" in page
    assert "Nothing has arrived since 3 Mar 2026, 10:00. The e-mail came back: 550 User unknown" in page
    assert "Text messages are off here." in page
    assert "No reminder can reach them" in as_anna.get(f"/patients/{pat.pk}/").content.decode()
    assert as_ben.post(f"{address}{way.pk}/again/").status_code == 404
    as_anna.post(f"{address}{way.pk}/again/")
    assert trail()[-1] == ("way_tried_again", "E-mail")
    watch_patients()
    assert not Attention.objects.filter(reason="no_channel", end="").exists()


def test_log_says_by_what_and_when_the_next_try_is(as_anna: Client, pat: Patient, plan: Plan) -> None:
    for day, values in (
        (2, {"state": "sent", "channel": "push", "sent_at": "2026-03-02T18:30:07Z", "outcome": "Handed to it."}),
        (4, {"state": "planned", "attempts": 2, "outcome": "The push service is busy: 503."}),
    ):
        due = f"2026-03-0{day}T18:30Z"
        plan.reminders.create(patient=pat, local_date=due[:10], due_at=due, kind="nudge", **values)
    page = " ".join(as_anna.get(f"/patients/{pat.pk}/reminders/").content.decode().split())
    assert "<td>Evening nudge</td> <td>Sent 18:30, A message on a device</td>" in page
    assert "The push service is busy: 503. Next try 18:30, after 2 so far." in page
