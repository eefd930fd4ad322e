"""A form sent twice at the very same moment, as a double tap on a slow line does, makes one row."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.utils import timezone

from clinic.models import AuditEvent, Membership
from patients.models import Note, Patient, Plan
from patients.services import people, plans
from tests.factories import ProgrammeFactory, published_version

AT_ONCE = 4
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _several_connections(transactional_db: None) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("one connection only; the race is run on PostgreSQL")


def at_once(verb: Callable[[], object]) -> list[object]:
    """What the verb answers to four threads that start together."""
    answers: list[object] = []
    gate = threading.Barrier(AT_ONCE)

    def run() -> None:
        gate.wait()
        try:
            answers.append(verb())
        except Exception as error:  # a thread's mistake must reach the assertion
            answers.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_one_patient(anna: Membership) -> None:
    token = uuid.uuid4()
    answers = at_once(
        lambda: people.add_patient(
            clinic=anna.clinic, by=anna.user, therapist=anna, first_name="Noor", email="noor@example.test", token=token
        )
    )
    assert answers == [Patient.objects.get()] * AT_ONCE
    assert AuditEvent.objects.filter(verb="patient_added").count() == 1


def test_one_note(pat: Patient, anna: Membership) -> None:
    token = uuid.uuid4()
    answers = at_once(lambda: people.add_note(patient=pat, text="Hinges well.", by=anna.user, token=token))
    assert answers == [Note.objects.get()] * AT_ONCE
    assert AuditEvent.objects.filter(verb="note_added").count() == 1


def test_one_plan(pat: Patient, anna: Membership) -> None:
    template = ProgrammeFactory(clinic=None, key="starter", name="Starter", is_template=True)
    published_version(template)
    token = uuid.uuid4()
    answers = at_once(
        lambda: plans.assign_once(
            patient=pat,
            programme=template,
            by=anna.user,
            token=token,
            starts_on=timezone.now().date(),
            training_days="135",
            per_week_lo=2,
            per_week_hi=3,
        )
    )
    plan = Plan.objects.get()
    assert sorted(answers, key=str) == [(plan, False)] * (AT_ONCE - 1) + [(plan, True)]
    assert AuditEvent.objects.filter(verb="plan_assigned").count() == 1


def test_one_pause(plan: Plan, anna: Membership) -> None:
    at_once(lambda: plans.pause(plan=plan, by=anna.user, reason="Holiday"))
    assert plan.events.count() == 1


def test_two_different_plans_at_once_leave_one_open(pat: Patient, anna: Membership) -> None:
    template = ProgrammeFactory(clinic=None, key="starter", name="Starter", is_template=True)
    published_version(template)
    how = {"starts_on": timezone.now().date(), "training_days": "", "per_week_lo": 2, "per_week_hi": 3}
    at_once(lambda: plans.assign(patient=pat, programme=template, by=anna.user, token=uuid.uuid4(), **how))
    assert (pat.plans.count(), pat.plans.open().count()) == (AT_ONCE, 1)
