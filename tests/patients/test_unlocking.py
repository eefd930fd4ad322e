"""A closed programme in the record: what was ticked, who may open it again, and that it is recorded."""

import datetime as dt

import pytest
from django.urls import reverse

from clinic.models import AuditEvent
from patients.models import SafetyLock
from patients.services import locks
from tests.factories import PatientFactory, PlanFactory
from tests.patients.portal.visiting import Forms

WHEN = dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(WHEN + dt.timedelta(hours=2), tick=False)


@pytest.fixture
def lock(plan):
    return SafetyLock.objects.create(
        patient=plan.patient, urgency="now", signs="saddle fever", local_date=WHEN.date(), raised_at=WHEN
    )


def page(client, patient):
    return client.get(reverse("caseload:patient", args=[patient.pk])).content.decode()


def unlock(client, patient, reason="Examined, no deficit, agreed to go on."):
    return client.post(reverse("caseload:unlock", args=[patient.pk]), {"reason": reason})


def test_the_record_says_what_was_ticked_when_and_whether_the_clinic_knows(as_anna, pat, lock):
    told = Forms(page(as_anna, pat)).text
    assert (
        "Pat ticked a sign that needs help : emergency" in told
        or "Pat ticked a sign that needs help: emergency" in told
    )
    assert "New numbness or tingling between your legs" in told
    assert "Fever, shivers or feeling ill" in told
    assert "4 Mar 2026, 09:30" in told
    assert "has not left yet" in told
    SafetyLock.objects.update(told_at=WHEN)
    assert "The e-mail about it left on 4 Mar 2026, 09:30." in Forms(page(as_anna, pat)).text


def test_a_therapist_opens_it_again_with_a_reason_that_stays(as_anna, anna, pat, lock):
    assert unlock(as_anna, pat).url == reverse("caseload:patient", args=[pat.pk])
    lock.refresh_from_db()
    assert (lock.cleared_by, lock.cleared_at) == (anna.user, WHEN + dt.timedelta(hours=2))
    event = AuditEvent.objects.get(verb="lock_cleared")
    assert (event.actor_name, event.detail) == ("Anna Archer", "Examined, no deficit, agreed to go on.")
    told = Forms(page(as_anna, pat)).text
    assert "ticked a sign" not in told
    assert "Examined, no deficit, agreed to go on." in told
    assert "opened again by Anna Archer, 4 Mar 2026, 11:30" in told


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_it_stays_closed_and_says_why(as_anna, pat, lock, reason):
    answer = unlock(as_anna, pat, reason)
    assert answer.status_code == 422
    assert "Write what was found and agreed" in answer.content.decode()
    assert SafetyLock.objects.open().exists()


def test_an_admin_sees_it_and_does_not_open_it(as_ada, pat, lock):
    told = page(as_ada, pat)
    assert "A therapist of the clinic looks at it" in told
    assert reverse("caseload:unlock", args=[pat.pk]) not in told
    assert unlock(as_ada, pat).status_code == 403
    assert SafetyLock.objects.open().exists()


def test_nobody_else_finds_it(as_ben, as_pat, as_sam, pat, lock):
    assert [unlock(client, pat).status_code for client in (as_ben, as_pat, as_sam)] == [404, 404, 404]
    assert SafetyLock.objects.open().exists()


def test_opened_twice_the_first_reason_stays(as_anna, anna, pat, lock):
    unlock(as_anna, pat, "First")
    assert unlock(as_anna, pat, "Second").status_code == 302
    locks.clear(lock=lock, reason="Third", by=anna.user)
    lock.refresh_from_db()
    assert lock.reason == "First"
    assert AuditEvent.objects.filter(verb="lock_cleared").count() == 1


def test_change_and_trail_go_together(anna, lock, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("patients.services.locks.audit.record", fail)
    with pytest.raises(RuntimeError):
        locks.clear(lock=lock, reason="Seen", by=anna.user)
    assert SafetyLock.objects.open().exists()


@pytest.mark.parametrize("sort", ["name", "-name", "session", "review", "-weeks"])
def test_whoever_is_locked_comes_first_however_the_caseload_is_sorted(as_anna, anna, pat, plan, lock, sort):
    for name in ("Aaron", "Zoe"):
        PlanFactory(patient=PatientFactory(clinic=anna.clinic, therapist=anna, first_name=name, last_name=name))
    rows = as_anna.get(f"/caseload/?sort={sort}").content.decode().split("<tr>")[2:]
    assert "Pat Pine" in rows[0]
    assert "Needs you now" in rows[0]
    assert not any("Needs you now" in row for row in rows[1:])
    locks.clear(lock=lock, reason="Seen", by=anna.user)
    assert "Needs you now" not in as_anna.get(f"/caseload/?sort={sort}").content.decode()


def test_another_clinics_lock_changes_nothing_here(as_ben, ben, lock):
    PatientFactory(clinic=ben.clinic, therapist=ben)
    assert "Needs you now" not in as_ben.get("/caseload/").content.decode()
