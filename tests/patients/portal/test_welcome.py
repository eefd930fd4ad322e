"""The first steps after the invitation, without any script: each may be left out, nothing is lost."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from clinic.models import AuditEvent
from patients.models import Patient, Plan
from patients.services import invitations
from tests.factories import PatientFactory, SessionLogFactory
from tests.patients.portal.visiting import NOON, begin, read, text

AGREED = {"version": "1", "go": "next"}


def step(key: str) -> str:
    return reverse("portal:welcome_step", args=[key])


def tags(patient: Patient) -> set[str]:
    return set(patient.tags.filter(kind="equipment").values_list("value", flat=True))


@pytest.fixture
def newcomer(anna) -> Patient:
    """Somebody with an invitation who never signed in."""
    return PatientFactory(
        clinic=anna.clinic, therapist=anna, first_name="Maria", last_name="Lind", email="", membership=None
    )


def open_invitation(client: Client, patient: Patient):
    link = invitations.invite(patient=patient, by=patient.therapist.user, send=False)
    return client.post("/" + link.split("/", 3)[3])


def test_invitation_leads_through_five_short_steps_to_today(client, newcomer):
    assert open_invitation(client, newcomer).url == "/my/welcome/"
    assert client.get("/my/welcome/").url == step("name")
    first = read(client.get(step("name"))).text
    assert "Is this you, Maria?" in first
    assert "Maria Lind in the care of Harbour Physio" in first
    assert "1 of 5" in first

    assert client.post(step("name"), {"go": "next"}).url == step("consent")
    assert client.post(step("consent"), AGREED).url == step("goal")
    assert client.post(step("goal"), {"goal": "Play on the floor", "go": "next"}).url == step("days")
    sent = {"reminders_on": "on", "reminder_hour": "09:30", "go": "next"}
    assert client.post(step("days"), sent).url == step("home")
    assert client.post(step("home"), {"equipment": ["band", "chair"], "go": "next"}).url == "/my/"

    newcomer.refresh_from_db()
    assert (newcomer.goal, newcomer.reminder_hour, newcomer.settled_at) == ("Play on the floor", dt.time(9, 30), NOON)
    assert tags(newcomer) == {"band", "chair"}
    assert newcomer.consents.get().version == 1
    assert client.get("/my/welcome/").url == "/my/"
    assert "Set up in a minute" not in text(client, "today")


def test_not_now_all_the_way_keeps_what_was_there(client, newcomer):
    Patient.objects.filter(pk=newcomer.pk).update(goal="Told the physio")
    open_invitation(client, newcomer)
    for key in ("consent", "goal", "days"):
        client.post(step(key), {"go": "skip", "goal": "Typed and left"})
    assert client.post(step("home"), {"go": "skip"}).url == "/my/"
    newcomer.refresh_from_db()
    assert (newcomer.goal, newcomer.settled_at, newcomer.consents.count()) == ("Told the physio", NOON, 0)


def test_back_keeps_what_was_typed_and_agrees_to_nothing(client, newcomer):
    open_invitation(client, newcomer)
    assert client.post(step("goal"), {"goal": "Carry the shopping", "go": "back"}).url == step("consent")
    assert client.post(step("consent"), {"version": "1", "go": "back"}).url == step("name")
    assert "Carry the shopping" in read(client.get(step("goal"))).text
    assert newcomer.consents.count() == 0


def test_device_that_was_put_down_carries_on_where_it_was(client, newcomer):
    open_invitation(client, newcomer)
    client.post(step("consent"), AGREED)
    assert "Set up in a minute" in text(client, "today")
    assert client.get("/my/welcome/").url == step("goal")


def test_days_too_few_are_said_and_nothing_typed_is_lost(as_pat, plan):
    answer = as_pat.post(step("days"), {"training_days": ["2"], "reminder_hour": "18:30", "go": "next"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "choose at least 2 days" in page
    assert re.findall(r'name="training_days" value="(\d)"[^>]* checked', page) == ["2"]
    assert as_pat.post(step("days"), {"training_days": ["2", "5"], "reminder_hour": "18:30"}).url == step("home")
    assert Plan.objects.get(pk=plan.pk).weekdays == {2, 5}


def test_days_step_leaves_goal_zone_and_look_alone(as_pat, pat, plan):
    Patient.objects.filter(pk=pat.pk).update(goal="Dance", timezone="Europe/Stockholm", figure_look="amber")
    as_pat.post(step("days"), {"training_days": ["1", "4"], "reminder_hour": "09:00"})
    pat.refresh_from_db()
    assert (pat.goal, pat.timezone, pat.figure_look, pat.reminders_on) == ("Dance", "Europe/Stockholm", "amber", False)


def test_not_me_signs_out_says_whom_to_call_and_tells_staff(client, newcomer, as_anna):
    open_invitation(client, newcomer)
    page = read(client.post(reverse("portal:not_me"))).text
    assert "This device is signed out again." in page
    assert "Call 020 7946 0000" in page
    assert "Maria" not in page
    assert client.get("/my/").url == "/accounts/login/?next=/my/"
    assert newcomer.notes.get().text.startswith("“This is not me” was tapped")
    assert AuditEvent.objects.filter(verb="not_me", target_ref=str(newcomer.pk)).count() == 1
    assert "“This is not me” was tapped" in as_anna.get(f"/patients/{newcomer.pk}/").content.decode()


def test_whoever_trained_never_sees_the_steps(as_pat, pat, plan, session):
    begin(as_pat, session)
    assert Patient.objects.get(pk=pat.pk).settled_at == NOON  # the first session was begun
    Patient.objects.filter(pk=pat.pk).update(settled_at=None, last_session_on=dt.date(2026, 3, 2))
    SessionLogFactory(plan=plan)
    assert as_pat.get("/my/welcome/").url == "/my/"
    assert "Set up in a minute" not in text(as_pat, "today")


def test_straight_to_the_exercises_ends_the_steps(client, newcomer):
    open_invitation(client, newcomer)
    assert client.post(reverse("portal:settled")).url == "/my/"
    newcomer.refresh_from_db()
    assert newcomer.settled_at == NOON


@pytest.mark.parametrize("sent", [{"equipment": ["gold"]}, {"equipment": ["none"]}])
def test_things_that_are_not_on_the_list_are_refused(as_pat, pat, sent):
    assert as_pat.post(step("home"), sent).status_code == 422
    assert tags(pat) == set()


def test_there_is_no_sixth_step(as_pat):
    assert as_pat.get(step("more")).status_code == 404
