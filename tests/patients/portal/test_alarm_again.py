"""An alert that no clinician opens goes out once more, and the record says who opened it first and when."""

import datetime as dt
import uuid

import pytest
from django.core import mail

from clinic.models import AuditEvent
from patients import alerts
from patients.models import Away, SafetyLock
from patients.services import locks
from patients.tasks import tell_of_alarms
from tests.conftest import signed_in
from tests.factories import MembershipFactory
from tests.patients.portal.visiting import NOON, Forms

HOURS = dt.timedelta(hours=1)


@pytest.fixture
def lock(plan, clinic):
    """One of which the desk was told at noon."""
    clinic.email = "desk@harbour.test"
    clinic.save()
    found = SafetyLock.objects.create(
        patient=plan.patient, urgency="now", signs="saddle", local_date=NOON.date(), raised_at=NOON
    )
    tell_of_alarms()
    assert [message.to for message in mail.outbox] == [["desk@harbour.test"]]
    mail.outbox.clear()
    return found


def sweep(clock, hours):
    clock.move_to(NOON + hours * HOURS)
    tell_of_alarms()
    return [message.to for message in mail.outbox]


def record(client, lock):
    return Forms(client.get(f"/patients/{lock.patient_id}/").content.decode()).text


def test_nobody_opens_it_and_it_goes_out_once_more_also_to_the_therapist(lock, anna, clock):
    assert sweep(clock, 1.99) == []
    assert sweep(clock, 2) == [["desk@harbour.test", anna.user.email]]
    for hours in (2, 3, 30, 300):
        sweep(clock, hours)
    assert len(mail.outbox) == 1
    lock.refresh_from_db()
    assert lock.told_again_at == NOON + 2 * HOURS
    assert list(
        AuditEvent.objects.filter(verb__startswith="alarm_told").order_by("id").values_list("verb", flat=True)
    ) == [
        "alarm_told",
        "alarm_told_again",
    ]


def test_the_second_message_names_nobody_and_nothing_of_health(lock, pat, clock):
    sweep(clock, 2)
    [message] = mail.outbox
    whole = f"{message.subject} {message.body} {message.message()}".lower()
    for word in ("pat ", "pine", "numb", "bladder", "pain", "back", "emergency", "sign ", "health"):
        assert word not in whole.replace("staff sign-in", "").replace("call back", "")
    assert f"/patients/{pat.pk}/" in message.body
    assert "round the clock" in message.body


def test_a_therapist_who_opens_it_is_named_and_ends_it(lock, as_anna, as_ada, anna, clock):
    clock.move_to(NOON + HOURS)
    assert "No therapist has opened it yet" in record(as_ada, lock)  # an admin may not clear it: that is not enough
    assert "You are the first therapist to open it" in record(as_anna, lock)
    clock.shift(dt.timedelta(minutes=5))
    cleo = signed_in(MembershipFactory(clinic=anna.clinic, user__name="Cleo Clark"))
    assert "Seen first by Anna Archer, 4 Mar 2026, 13:00." in record(cleo, lock)
    assert AuditEvent.objects.get(verb="alarm_seen").actor_name == "Anna Archer"
    assert sweep(clock, 9) == []


def test_another_sign_is_seen_anew_and_one_read_before_it_came_does_not_count(lock, anna, pat, clock):
    as_read = SafetyLock.objects.get()
    clock.move_to(NOON + HOURS)
    locks.raise_once(patient=pat, uuid=uuid.uuid4(), signs=["chest"], by=pat.membership.user)
    locks.note_seen(lock=as_read, by=anna.user)
    assert SafetyLock.objects.open().get().seen_at is None
    locks.note_seen(lock=SafetyLock.objects.open().get(), by=anna.user)
    assert SafetyLock.objects.open().get().seen_by == anna.user


@pytest.mark.parametrize(("hours", "due"), [(1, True), (5, False)])
def test_the_clinic_chooses_the_hours(lock, as_ada, clinic, clock, hours, due):
    clinic.alarm_again_hours = hours
    clinic.save()
    assert bool(sweep(clock, 1.5)) is due


@pytest.mark.parametrize(("typed", "status"), [("1", 302), ("48", 302), ("0", 422), ("49", 422), ("two", 422)])
def test_hours_that_make_no_sense_are_said(as_ada, clinic, typed, status):
    page = as_ada.get("/clinic/")
    form = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields if name != "logo"}
    assert as_ada.post("/clinic/", form | {"alarm_again_hours": typed}).status_code == status


def test_a_cleared_one_is_silent(lock, anna, clock):
    locks.clear(lock=lock, reason="Examined", by=anna.user)
    assert sweep(clock, 5) == []


def test_a_mail_server_that_is_down_is_asked_again(lock, clock, monkeypatch):
    def down(_connection):
        raise ConnectionRefusedError

    with monkeypatch.context() as trouble:
        trouble.setattr("django.core.mail.backends.locmem.EmailBackend.open", down)
        assert sweep(clock, 2) == []
    assert len(sweep(clock, 2.1)) == 1


def test_who_died_while_sending_leaves_it_to_the_next(lock, clock):
    clock.move_to(NOON + 2 * HOURS)
    assert alerts._claim(alerts.AGAIN, lock.pk)
    assert sweep(clock, 2) == []
    assert len(sweep(clock, 2.2)) == 1


def test_whoever_stands_in_is_told_in_the_therapists_place_and_an_admin_where_nobody_is(lock, anna, ada, clinic, clock):
    cleo = MembershipFactory(clinic=clinic, user__name="Cleo Clark")
    Away.objects.create(membership=anna, until=NOON.date(), cover=cleo)
    assert alerts.addresses_of(lock.patient) == ["desk@harbour.test", cleo.user.email]
    clinic.email = ""
    clinic.save()
    anna.is_active = False
    anna.save()
    found = SafetyLock.objects.select_related("patient__clinic", "patient__therapist__user").get()
    assert alerts.addresses_of(found.patient) == [ada.user.email]


def test_a_clinic_without_an_address_is_told_so_where_admins_look(as_ada, as_anna, clinic):
    for url in ("/clinic/", "/caseload/attention/"):
        assert "has no e-mail address" in as_ada.get(url).content.decode()
    assert "has no e-mail address" not in as_anna.get("/caseload/attention/").content.decode()
