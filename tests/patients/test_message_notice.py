"""Somebody has written and it is not read: one e-mail that says so and nothing else, outside the quiet hours."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core import mail

from patients import notices
from patients.models import Message
from patients.services import messages
from patients.tasks import tell_of_messages

NOON = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def write(pat, anna):
    def send(text="Your squat is fine", *, is_from_patient=False):
        by = pat.membership.user if is_from_patient else anna.user
        return messages.send(patient=pat, by=by, is_from_patient=is_from_patient, text=text, token=uuid.uuid4())

    return send


def sweep(clock, to):
    clock.move_to(to)
    tell_of_messages()
    return len(mail.outbox)


def test_one_after_ten_minutes_then_none_until_it_is_read(as_pat, pat, write, clock):
    write()
    assert sweep(clock, NOON + 9 * MINUTE) == 0
    assert sweep(clock, NOON + 10 * MINUTE) == 1
    write("And another thing")
    assert sweep(clock, NOON + 600 * MINUTE) == 1
    assert as_pat.get("/my/messages/").status_code == 200
    write("A third")
    sweep(clock, NOON + 601 * MINUTE)
    assert sweep(clock, NOON + dt.timedelta(days=1)) == 2


def test_it_says_that_there_is_one_and_nothing_of_it(pat, write, clock):
    write("Your back pain squat")
    sweep(clock, NOON + 10 * MINUTE)
    [message] = mail.outbox
    assert message.to == ["pat@example.test"]
    assert message.subject == "There is a message for you"
    assert "/my/messages/" in message.body
    for word in ("squat", "pain", "anna", "archer", "session", "exercise"):
        assert word not in f"{message.subject} {message.body} {message.message()}".lower()


def test_read_in_time_or_written_by_the_patient_it_says_nothing(pat, write, clock):
    write()
    messages.mark_read(patient=pat, from_patient=False)
    write(is_from_patient=True)
    assert sweep(clock, NOON + 60 * MINUTE) == 0


def test_it_waits_for_the_end_of_the_patients_quiet_hours(pat, write, clock):
    pat.timezone = "Asia/Tokyo"  # 21:00 there at noon
    pat.save()
    write()
    assert sweep(clock, NOON + 10 * MINUTE) == 0
    assert sweep(clock, dt.datetime(2026, 3, 4, 22, 59, tzinfo=dt.UTC)) == 0
    assert sweep(clock, dt.datetime(2026, 3, 4, 23, 0, tzinfo=dt.UTC)) == 1


def test_reminders_that_are_off_do_not_silence_what_a_person_wrote(pat, write, clock):
    pat.reminders_on = False
    pat.save()
    write()
    assert sweep(clock, NOON + 10 * MINUTE) == 1


@pytest.mark.parametrize("change", [{"email": ""}, {"archived_at": NOON}])
def test_nobody_is_written_to_who_cannot_or_need_not(pat, write, clock, change):
    write()
    type(pat).objects.filter(pk=pat.pk).update(**change)
    assert sweep(clock, NOON + 60 * MINUTE) == 0


def test_of_two_workers_one_sends_and_who_died_leaves_it_to_the_next(write, clock):
    message = write()
    clock.move_to(NOON + 10 * MINUTE)
    assert notices._claim(message.pk)
    assert notices._claim(message.pk) is None
    assert sweep(clock, NOON + 10 * MINUTE) == 0
    assert sweep(clock, NOON + 15 * MINUTE) == 1


def test_a_mail_server_that_is_down_is_asked_again(write, clock, monkeypatch):
    def down(_connection):
        raise ConnectionRefusedError

    write()
    with monkeypatch.context() as trouble:
        trouble.setattr("django.core.mail.backends.locmem.EmailBackend.open", down)
        assert sweep(clock, NOON + 10 * MINUTE) == 0
    assert Message.objects.get().told_at is None
    assert sweep(clock, NOON + 30 * MINUTE) == 1


def test_the_sweep_is_planned_and_an_old_one_is_no_news_nor_in_the_way_of_a_new_one(settings, write, clock):
    assert settings.CELERY_BEAT_SCHEDULE["tell-of-messages"]["task"] == "patients.tasks.tell_of_messages"
    write()
    late = NOON + dt.timedelta(days=8)
    assert sweep(clock, late) == 0
    write("Are you there?")
    assert sweep(clock, late + 10 * MINUTE) == 1
