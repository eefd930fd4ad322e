"""/healthz: what it answers when a part of the house is not well."""

import datetime as dt
from collections.abc import Iterator
from time import monotonic

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from clinic import health
from clinic.models import Heartbeat
from tests.needs import REDIS_URL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ask_again() -> Iterator[None]:
    health.broker.forget()
    yield
    health.broker.forget()


@pytest.fixture
def long_running(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process older than the time that beat is given to come up."""
    monkeypatch.setattr(health, "started", monotonic() - health.GRACE_SECONDS - 1)


@pytest.fixture
def just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "started", monotonic())


def beaten(seconds_ago: float) -> None:
    Heartbeat.objects.create(name="beat", at=timezone.now() - dt.timedelta(seconds=seconds_ago))


def answer(client: Client) -> tuple[int, dict[str, str]]:
    response = client.get("/healthz")
    return response.status_code, response.json()


def test_well_house_says_so_to_strangers(client: Client, long_running: None) -> None:
    beaten(seconds_ago=100)

    assert answer(client) == (200, {"database": "ok", "broker": "ok", "beat": "ok"})


def test_beat_is_late_after_two_minutes(client: Client, long_running: None) -> None:
    beaten(seconds_ago=130)

    assert answer(client) == (503, {"database": "ok", "broker": "ok", "beat": "late"})


def test_beat_that_never_ran_is_late(client: Client, long_running: None) -> None:
    assert answer(client) == (503, {"database": "ok", "broker": "ok", "beat": "late"})


def test_beat_has_a_minute_to_come_up(client: Client, just_started: None) -> None:
    beaten(seconds_ago=10_000)

    assert answer(client) == (200, {"database": "ok", "broker": "ok", "beat": "starting"})


def test_silent_broker_is_down(client: Client, settings: Settings, just_started: None) -> None:
    settings.EMBEDDED = False
    settings.CELERY_BROKER_URL = "redis://:a-secret@127.0.0.1:1/0"

    assert answer(client) == (503, {"database": "ok", "broker": "down", "beat": "starting"})


@pytest.mark.services
def test_redis_that_answers_is_ok(client: Client, settings: Settings, just_started: None) -> None:
    settings.EMBEDDED = False
    settings.CELERY_BROKER_URL = f"{REDIS_URL}/0"

    assert answer(client) == (200, {"database": "ok", "broker": "ok", "beat": "starting"})


def test_broker_is_asked_once_in_five_seconds(client: Client, settings: Settings, just_started: None) -> None:
    answer(client)
    settings.EMBEDDED = False
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    remembered = answer(client)[0]
    health.broker.forget()

    assert (remembered, answer(client)[0]) == (200, 503)


def test_broken_database_is_down(client: Client, just_started: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE clinic_heartbeat RENAME TO gone")

    assert answer(client) == (503, {"database": "down", "broker": "ok", "beat": "unknown"})


def test_answer_is_never_cached(client: Client) -> None:
    assert "no-store" in client.get("/healthz")["Cache-Control"]


def test_health_takes_no_post(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_health_costs_one_query(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):
        client.get("/healthz")
