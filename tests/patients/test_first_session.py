"""Side by side in the clinic: the therapist's screen follows the phone that scanned the code."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from patients.models import Patient, Plan
from patients.services import invitations
from programmes.models import Session
from tests.factories import PatientFactory, PlanFactory
from tests.patients.portal.visiting import Forms, sent


@pytest.fixture
def maria(anna) -> Patient:
    return PatientFactory(
        clinic=anna.clinic, therapist=anna, first_name="Maria", last_name="Lind", email="", membership=None
    )


@pytest.fixture
def plan(maria) -> Plan:
    return PlanFactory(patient=maria)


def line(client: Client, patient: Patient) -> str:
    answer = client.get(reverse("caseload:following", args=[patient.pk]))
    return Forms(answer.content.decode()).text


def step(phone: Client, key: str, **sent: str) -> None:
    assert phone.post(reverse("portal:welcome_step", args=[key]), {"go": "next", **sent}).status_code == 302


def test_line_follows_the_phone_from_the_code_to_the_first_session(as_anna, anna, maria, plan):
    shown = as_anna.post(reverse("caseload:invite", args=[maria.pk])).content.decode()
    assert "First session together" in shown
    assert "Waiting for the phone" in shown
    assert line(as_anna, maria) == "Waiting for the phone"

    link = invitations.invite(patient=maria, by=anna.user, send=False)
    phone = Client()
    phone.post("/" + link.split("/", 3)[3])
    assert line(as_anna, maria) == "Maria’s phone is signed in"
    step(phone, "name")
    assert line(as_anna, maria) == "Maria is at: what is kept, and who sees it"
    step(phone, "goal", goal="Dance")
    step(phone, "days", reminder_hour="18:30")
    assert line(as_anna, maria) == "Maria is at: what is at home to train with"
    step(phone, "home")
    assert line(as_anna, maria) == "Maria’s phone is set up. Open the first session together."

    session = Session.objects.get(phase__version=plan.version)
    payload = sent(session, local_date=f"{maria.today()}")
    assert phone.post(reverse("portal:log"), payload, content_type="application/json").status_code == 201
    answer = as_anna.get(reverse("caseload:following", args=[maria.pk])).content.decode()
    assert "A session is stored." in answer
    assert "data-end" in answer


def test_session_from_before_the_invitation_is_not_the_first_together(as_anna, anna, maria, plan):
    link = invitations.invite(patient=maria, by=anna.user, send=False)
    phone = Client()
    phone.post("/" + link.split("/", 3)[3])
    payload = sent(Session.objects.get(phase__version=plan.version), local_date=f"{maria.today()}")
    phone.post(reverse("portal:log"), payload, content_type="application/json")
    invitations.invite(patient=maria, by=anna.user, send=False)
    assert line(as_anna, maria) == "Waiting for the phone"


def test_not_me_is_seen_at_once(as_anna, anna, maria):
    link = invitations.invite(patient=maria, by=anna.user, send=False)
    phone = Client()
    phone.post("/" + link.split("/", 3)[3])
    phone.post(reverse("portal:not_me"))
    assert line(as_anna, maria).startswith("Somebody tapped “This is not me”.")
    invitations.invite(patient=maria, by=anna.user, send=False)
    assert line(as_anna, maria) == "Waiting for the phone"


def test_what_was_seen_already_is_not_sent_again(as_anna, maria):
    url = reverse("caseload:following", args=[maria.pk])
    assert as_anna.get(url, {"seen": "Waiting for the phone"}).status_code == 204
    assert as_anna.get(url, {"seen": "else"}).status_code == 200


def test_each_look_takes_one_query_of_its_own(as_anna, maria):
    url = reverse("caseload:following", args=[maria.pk])
    as_anna.get(url)
    with CaptureQueriesContext(connection) as asked:
        as_anna.get(url)
    of_patients = [query["sql"] for query in asked if "patients_" in query["sql"]]
    assert (len(of_patients), len(asked)) == (1, 3)  # the session, the seat, and the line
