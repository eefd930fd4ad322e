"""A sign that needs help: any one is enough; the screen at once, the programme closed, the clinic told."""

import datetime as dt
import json
import uuid
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.urls import reverse

from clinic.models import AuditEvent
from patients import alerts, signs
from patients.models import SafetyLock, SessionLog
from patients.services import locks
from patients.tasks import tell_of_alarms
from tests.factories import SessionLogFactory
from tests.patients.portal.visiting import NOON, Forms, begin, quick, read, send, sent, statements, text

URL = "/my/alarm/"
NOW = [code for code, urgency in signs.URGENCY.items() if urgency == "now"]
TODAY = [code for code, urgency in signs.URGENCY.items() if urgency == "today"]


def tell(client, *codes, **changes):
    body = {"uuid": str(uuid.uuid4()), "signs": list(codes)} | changes
    return client.post(URL, json.dumps(body), content_type="application/json")


def lock(pat, *codes, **fields):
    return SafetyLock.objects.create(
        patient=pat,
        urgency=signs.urgency_of(codes or ["fever"]),
        signs=" ".join(codes or ["fever"]),
        local_date=NOON.date(),
        raised_at=NOON,
        **fields,
    )


@pytest.fixture
def emails(clinic):
    clinic.email = "desk@harbour.test"
    clinic.save()
    return mail.outbox


# Ticking one


@pytest.mark.parametrize("code", NOW)
def test_any_one_sign_for_now_shows_the_emergency_screen(as_pat, plan, code):
    answer = as_pat.post(URL, {"signs": [code]}, follow=True)
    page = Forms(answer.content.decode()).text
    assert "Get emergency help now" in page
    assert "Call 999" in page
    assert "Show this screen" in page
    assert SafetyLock.objects.get().urgency == "now"


@pytest.mark.parametrize("code", TODAY)
def test_any_one_sign_for_today_says_whom_to_call(as_pat, plan, code):
    page = Forms(as_pat.post(URL, {"signs": [code]}, follow=True).content.decode()).text
    assert "Call today" in page
    assert "Medical advice: 111" in page
    assert "Harbour Physio: 020 7946 0000" in page
    assert SafetyLock.objects.get().urgency == "today"


def test_every_sign_has_words_of_its_own_and_none_is_told_twice(as_pat, plan):
    page = as_pat.get(URL).content.decode()
    assert page.count('name="signs"') == len(signs.URGENCY) == 15
    assert "from an older list" not in page
    said = [part.split("<span>")[1].split("</span>")[0] for part in page.split('name="signs"')[1:]]
    assert len(set(said)) == len(signs.URGENCY)


def test_nothing_ticked_asks_again_and_stores_nothing(as_pat, plan):
    answer = as_pat.post(URL, {})
    assert answer.status_code == 422
    assert "nothing was sent" in Forms(answer.content.decode()).text
    assert not SafetyLock.objects.exists()


def test_without_a_number_it_says_which_to_call(as_pat, plan, clinic):
    clinic.emergency_number = clinic.advice_number = clinic.phone = ""
    clinic.save()
    page = as_pat.post(URL, {"signs": ["chest"]}, follow=True).content.decode()
    assert "Call your local emergency number" in Forms(page).text
    assert 'data-call="emergency" hidden' in page


def test_help_leads_to_it(as_pat, client, plan):
    assert f'href="{URL}"' in as_pat.get("/my/help/").content.decode()
    assert f'href="{URL}"' not in client.get("/my/help/").content.decode()


# Over the wire


def test_sent_twice_it_locks_once(as_pat, plan):
    key = str(uuid.uuid4())
    first, again = tell(as_pat, "chest", uuid=key), tell(as_pat, "chest", uuid=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == {"uuid": key, "address": URL}
    assert SafetyLock.objects.count() == 1


def test_another_sign_makes_it_more_urgent_never_less_and_each_is_known_again(as_pat, plan):
    keys = [str(uuid.uuid4()) for _ in range(3)]
    for key, code in zip(keys, ("fever", "chest", "one_leg"), strict=True):
        assert tell(as_pat, code, uuid=key).status_code == 201
    held = SafetyLock.objects.open().get()
    assert (held.urgency, held.signs) == ("now", "chest fever one_leg")
    locks.clear(lock=held, reason="Seen", by=held.patient.therapist.user)
    assert [tell(as_pat, "chest", uuid=key).status_code for key in keys] == [200, 200, 200]
    assert not SafetyLock.objects.open().exists()  # what was sent again opened nothing anew


def test_noticed_without_a_network_it_counts_whenever_it_arrives(as_pat, plan):
    assert tell(as_pat, "saddle", said_at="2026-02-20T08:00:00Z").status_code == 201
    held = SafetyLock.objects.get()
    assert (held.noticed_at, held.local_date) == (dt.datetime(2026, 2, 20, 8, tzinfo=dt.UTC), dt.date(2026, 2, 20))


@pytest.mark.parametrize("body", [{"signs": []}, {"signs": ["sore"]}, {"signs": "chest"}, {"uuid": "x"}])
def test_what_names_no_sign_is_refused(as_pat, plan, body):
    assert tell(as_pat, "fever", **body).status_code == 422
    assert not SafetyLock.objects.exists()


def test_a_code_of_a_newer_list_does_not_keep_the_known_one_out(as_pat, plan):
    assert tell(as_pat, "from_tomorrow", "chest").status_code == 201
    assert SafetyLock.objects.get().signs == "chest"


# The programme is closed


@pytest.mark.parametrize(
    "path",
    ["/my/", "/my/session/{pk}/", "/my/session/{pk}/1/", "/my/session/{pk}/finish/", "/my/late/", "/my/handout.pdf"],
)
def test_pages_with_exercises_show_whom_to_call_instead(as_pat, pat, plan, session, path):
    begin(as_pat, session)
    lock(pat, "chest")
    page = read(as_pat.get(path.format(pk=session.pk))).text
    assert "Get emergency help now" in page
    assert "Call 999" in page
    assert session.items.first().exercise.name not in page


def test_forms_store_nothing_while_it_is_closed(as_pat, pat, plan, session):
    begin(as_pat, session)
    lock(pat)
    answers = [quick(as_pat, session), begin(as_pat, session), as_pat.post(f"/my/session/{session.pk}/finish/", {})]
    assert [answer.status_code for answer in answers] == [423, 423, 423]
    assert not SessionLog.objects.exists()


def test_what_a_device_trained_before_is_still_stored(as_pat, pat, plan, session):
    lock(pat)
    assert send(as_pat, sent(session)).status_code == 201


def test_what_was_ticked_in_a_session_is_there_again_afterwards(as_pat, pat, anna, plan, session):
    begin(as_pat, session)
    locks.clear(lock=lock(pat), reason="Seen", by=anna.user)
    assert "You began Session A" in text(as_pat, "today")


def test_progress_help_and_the_record_of_the_past_stay_open(as_pat, pat, plan):
    SessionLogFactory(plan=plan)
    lock(pat)
    for name in ("progress", "help", "settings", "cards"):
        assert "Please get help first" not in text(as_pat, name)


def test_another_patient_goes_on_training(as_sam, pat, plan):
    lock(pat, "chest")
    assert "Please get help first" not in text(as_sam, "today")


def test_afterwards_today_says_that_somebody_has_looked(as_pat, pat, anna, plan, clock):
    locks.clear(lock=lock(pat), reason="Seen", by=anna.user)
    assert "Your physio has looked at it" in text(as_pat, "today")
    clock.shift(dt.timedelta(days=3))
    assert "Your physio has looked at it" not in text(as_pat, "today")


def test_looking_for_a_lock_costs_no_statement(as_pat, pat, anna, plan):
    before = statements(as_pat, "/my/progress/")
    locks.clear(lock=lock(pat), reason="Seen", by=anna.user)
    assert statements(as_pat, "/my/progress/") == before


# Telling the clinic


def test_the_clinic_is_told_at_once_and_once(as_pat, plan, emails):
    tell(as_pat, "saddle")
    for _ in range(3):
        tell_of_alarms()
    [message] = emails
    assert message.to == ["desk@harbour.test"]
    assert f"/patients/{plan.patient.pk}/" in message.body
    assert "round the clock" in message.body
    assert SafetyLock.objects.get().told_at == NOON
    assert AuditEvent.objects.filter(verb="alarm_told").count() == 1


def test_the_message_names_nobody_and_nothing_of_health(as_pat, pat, plan, emails):
    tell(as_pat, "saddle")
    tell_of_alarms()
    [message] = emails
    whole = f"{message.subject} {message.body} {message.message()}".lower()
    for word in ("pat ", "pine", "numb", "bladder", "pain", "back", "emergency", "sign ", "health"):
        assert word not in whole.replace("staff sign-in", "").replace("call back", "")


def test_it_is_rung_for_after_the_commit(as_pat, plan, emails, monkeypatch, django_capture_on_commit_callbacks):
    rung = []
    monkeypatch.setattr(tell_of_alarms, "apply_async", lambda *_args, **_how: rung.append(True))
    with django_capture_on_commit_callbacks(execute=True):
        tell(as_pat, "chest")
        assert rung == []
    assert rung == [True]


def test_a_clinic_without_an_address_has_its_therapist_told(as_pat, anna, plan):
    tell(as_pat, "chest")
    tell_of_alarms()
    assert [message.to for message in mail.outbox] == [[anna.user.email]]


def test_an_address_that_is_refused_makes_way_for_the_therapists(as_pat, anna, plan, emails, monkeypatch):
    taken = []

    def refuse_desks(_connection, messages):
        if messages[0].to == ["desk@harbour.test"]:
            raise SMTPRecipientsRefused({"desk@harbour.test": (550, b"no such box")})
        taken.extend(messages)
        return 1

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse_desks)
    tell(as_pat, "chest")
    tell_of_alarms()
    assert [message.to for message in taken] == [[anna.user.email]]


def test_a_mail_server_that_is_down_is_asked_again_until_it_is_told(as_pat, plan, emails, monkeypatch, clock):
    def down(_connection):
        raise ConnectionRefusedError

    with monkeypatch.context() as trouble:
        trouble.setattr("django.core.mail.backends.locmem.EmailBackend.open", down)
        tell(as_pat, "chest")
        tell_of_alarms()
        tell_of_alarms()
    held = SafetyLock.objects.get()
    assert (held.told_at, held.attempts) == (None, 1)
    tell_of_alarms()
    assert emails == []  # not before its time
    clock.shift(dt.timedelta(minutes=2))
    tell_of_alarms()
    assert len(emails) == 1


def test_who_died_while_sending_leaves_it_to_the_next(as_pat, plan, emails, clock):
    tell(as_pat, "chest")
    assert alerts._claim(alerts.FIRST, SafetyLock.objects.get().pk)
    tell_of_alarms()
    assert emails == []
    clock.shift(dt.timedelta(minutes=5))
    tell_of_alarms()
    assert len(emails) == 1


def test_another_sign_is_told_again_the_same_one_is_not(as_pat, plan, emails, clock):
    for code in ("fever", "fever", "chest"):
        clock.shift(dt.timedelta(seconds=1))
        tell(as_pat, code)
        tell_of_alarms()
    assert len(emails) == 2
    assert len({message.extra_headers["Message-ID"] for message in emails}) == 2


def test_a_sign_added_while_the_first_is_being_told_is_told_too(as_pat, plan, emails, clock):
    tell(as_pat, "fever")
    claimed = alerts._claim(alerts.FIRST, SafetyLock.objects.get().pk)
    clock.shift(dt.timedelta(seconds=1))
    tell(as_pat, "chest")
    alerts._tell(alerts.FIRST, claimed)
    tell_of_alarms()
    assert len(emails) == 2
    assert SafetyLock.objects.open().get().told_at is not None


def test_a_demo_writes_to_nobody_unless_it_is_one(as_pat, plan, emails, clinic, settings):
    tell(as_pat, "chest")
    clinic.is_demo = True
    clinic.save()
    tell_of_alarms()
    assert emails == []
    settings.DEMO = True
    tell_of_alarms()
    assert len(emails) == 1


def test_the_sweep_is_planned(settings):
    assert settings.CELERY_BEAT_SCHEDULE["tell-of-alarms"]["task"] == "patients.tasks.tell_of_alarms"


def test_what_was_raised_is_recorded(as_pat, pat, plan):
    tell(as_pat, "fever")
    tell(as_pat, "chest")
    found = (
        AuditEvent.objects.filter(target_type="safetylock").order_by("id").values_list("verb", "detail", "actor_ref")
    )
    by = str(pat.membership.user_id)
    assert list(found) == [("alarm_raised", "today: fever", by), ("alarm_added", "now: chest", by)]


@pytest.mark.parametrize(("why", "leads"), [("pain", True), ("unwell", True), ("time", False), ("", False)])
def test_a_session_stopped_for_pain_leads_to_it(as_pat, plan, why, leads):
    log = SessionLogFactory(plan=plan, stopped=why)
    assert (f'href="{URL}"' in as_pat.get(reverse("portal:done", args=[log.pk])).content.decode()) is leads


@pytest.mark.parametrize("key", ["", "nonsense"])
def test_a_sign_is_not_refused_for_want_of_an_id(as_pat, plan, key):
    assert as_pat.post(URL, {"uuid": key, "signs": "chest"}).status_code == 302
    assert as_pat.post("/my/flare/", {"uuid": key, "signs": ["fever"]}).url == URL
    assert SafetyLock.objects.open().get().signs == "chest fever"
