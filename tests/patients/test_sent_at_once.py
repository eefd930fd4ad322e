"""A session that two tabs, or a device and its echo, send at the very same moment is stored once."""

import threading
import uuid
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from clinic.models import AuditEvent
from patients.models import Patient, Plan, PlanWeek, SessionLog, SetLog
from programmes.models import Session
from tests.conftest import signed_in
from tests.factories import PlanFactory
from tests.patients.portal.visiting import send

AT_ONCE = 6
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _several_connections(transactional_db: None) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("one connection only; the race is run on PostgreSQL")


@pytest.fixture
def training(pat: Patient) -> Plan:
    return PlanFactory(patient=pat, starts_on=timezone.localdate())


def at_once(plan: Plan, payloads: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """What the server answers to that many browsers of one patient that send together."""
    clients = [signed_in(plan.patient.membership) for _ in payloads]
    answers: list[tuple[int, str]] = []
    gate = threading.Barrier(len(payloads))

    def run(number: int) -> None:
        try:
            gate.wait()
            answer = send(clients[number], payloads[number])
            answers.append((answer.status_code, answer.json()["uuid"]))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(payloads))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def payload(plan: Plan) -> dict[str, Any]:
    session = Session.objects.get(phase__version=plan.version)
    item = session.items.first()
    return {
        "uuid": str(uuid.uuid4()),
        "session": session.pk,
        "local_date": timezone.localdate().isoformat(),
        "items": [{"item": item.pk, "sets": [{"number": 1, "reps": 9}]}],
    }


def test_one_session_sent_by_six_at_once(training: Plan) -> None:
    one = payload(training)
    answers = at_once(training, [one] * AT_ONCE)
    assert answers == [*[(200, one["uuid"])] * (AT_ONCE - 1), (201, one["uuid"])]
    assert (SessionLog.objects.count(), SetLog.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(verb="session_logged").count() == 1


def test_six_sessions_sent_at_once_are_six_and_counted(training: Plan) -> None:
    all_of_them = [payload(training) for _ in range(AT_ONCE)]
    answers = at_once(training, all_of_them)
    assert {key for _, key in answers} == {one["uuid"] for one in all_of_them}
    assert {status for status, _ in answers} == {201}
    assert SessionLog.objects.count() == AT_ONCE
    assert PlanWeek.objects.get().sessions_done == SessionLog.objects.count()
