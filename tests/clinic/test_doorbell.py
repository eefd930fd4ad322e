"""The doorbell: after the commit, never an error, never a long wait."""

import socket
from collections.abc import Iterator
from time import monotonic

import pytest
from celery import Celery, Task
from django.db import transaction

from clinic.doorbell import breaker, ring
from clinic.models import Heartbeat
from clinic.tasks import beat

ANSWER_SECONDS = 0.4


@pytest.fixture(autouse=True)
def _closed_breaker() -> Iterator[None]:
    breaker.reset()
    yield
    breaker.reset()


def nothing() -> None:
    """What the task would do."""


def task_at(port: int) -> Task:
    """A task whose Redis is at this port."""
    app = Celery("elsewhere", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
    app.conf.broker_transport_options = {
        "socket_timeout": ANSWER_SECONDS,
        "socket_connect_timeout": ANSWER_SECONDS,
        "max_retries": 1,
        "interval_start": 0,
    }
    return app.task(nothing, name="elsewhere")


@pytest.fixture
def refusing() -> Task:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        yield task_at(nobody.getsockname()[1])


@pytest.fixture
def hanging() -> Task:
    """Its broker takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield task_at(silent.getsockname()[1])


@pytest.mark.django_db(transaction=True)
def test_task_runs_after_the_commit_and_not_before() -> None:
    with transaction.atomic():
        ring(beat)
        before = Heartbeat.objects.count()

    assert (before, Heartbeat.objects.count()) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_task_of_a_rolled_back_transaction_never_runs() -> None:
    with transaction.atomic():
        ring(beat)
        transaction.set_rollback(True)

    assert Heartbeat.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", ["refusing", "hanging"])
def test_broken_broker_costs_one_caller_a_moment_and_the_next_nothing(
    broken: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    task = request.getfixturevalue(broken)

    began = monotonic()
    ring(task)
    first = monotonic() - began
    ring(task)
    second = monotonic() - began - first

    assert first < 10 * ANSWER_SECONDS
    assert second < ANSWER_SECONDS
    assert [record.getMessage() for record in caplog.records if record.name == "clinic.doorbell"] == [
        "broker unreachable, no doorbell for 30 s"
    ]


@pytest.mark.django_db(transaction=True)
def test_doorbell_works_again_when_the_silence_is_over(refusing: Task) -> None:
    ring(refusing)
    ring(beat)
    during = Heartbeat.objects.count()
    breaker.reset()
    ring(beat)

    assert (during, Heartbeat.objects.count()) == (0, 1)
