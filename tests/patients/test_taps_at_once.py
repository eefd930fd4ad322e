"""The same button of a message pressed at the very same moment, as an impatient thumb or two devices do: once."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from clinic.models import AuditEvent
from patients.models import BarrierAnswer, Message, MorningAnswer, Patient, Reminder, SessionLog
from patients.reminders import taps
from patients.schedule import DAY
from tests.factories import PlanFactory, SessionLogFactory

AT_ONCE = 5
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _several_connections(transactional_db: None) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("one connection only; the race is run on PostgreSQL")


@pytest.fixture
def row(pat: Patient) -> Reminder:
    now, today = timezone.now(), pat.today()
    plan = PlanFactory(patient=pat, starts_on=today - 20 * DAY)
    SessionLogFactory(plan=plan, local_date=today - DAY)
    return Reminder.objects.create(patient=pat, plan=plan, state="sent", local_date=today, due_at=now)


def at_once(url: str, said: dict[str, str]) -> set[int]:
    gate, answers = threading.Barrier(AT_ONCE), []

    def run() -> None:
        try:
            gate.wait()
            answers.append(Client().post(url, said).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == AT_ONCE
    return set(answers)


def test_each_is_stored_once(row: Reminder) -> None:
    def url(act: str) -> str:
        return f"/t/{taps.token_for(row, act)}/"

    assert at_once(url("done"), {}) == {200}
    assert SessionLog.objects.filter(local_date=row.local_date).count() == 1
    assert at_once(url("morning"), {"pain": "3"}) == {200}
    assert MorningAnswer.objects.get().pain == 3
    assert at_once(url("barrier"), {"what": "fine"}) == {200}
    assert at_once(url("barrier"), {"change": "ask_less"}) == {200}
    assert (BarrierAnswer.objects.get().change, Message.objects.count()) == ("ask_less", 1)
    assert at_once(url("mute"), {}) == {200}
    verbs = ("tapped", "session_logged", "morning_answered", "barrier_answered", "barrier_change_made")
    counts = {verb: AuditEvent.objects.filter(verb=verb).count() for verb in verbs}
    assert counts == dict.fromkeys(verbs, 1) | {"tapped": 4}
