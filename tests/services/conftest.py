"""What the tests of the whole chain start and clear away."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.needs import REDIS_URL
from tests.services.house import Database, House, Inbox

FIRST_REDIS_DATABASE = 9  # each test process has its own, and empties it


@pytest.fixture
def database() -> Iterator[Database]:
    made = Database.fresh()
    yield made
    made.drop()


@pytest.fixture
def broker() -> Iterator[str]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    url = f"{REDIS_URL}/{FIRST_REDIS_DATABASE + int(worker)}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    made = Inbox(seconds=0.1)
    made.controller.start()
    yield made
    made.release()
    made.controller.stop()


@pytest.fixture
def bare_house(tmp_path: Path) -> Iterator[House]:
    """Settings as for real without any server: one SQLite file, e-mails in files; nothing is started yet."""
    foreign = ("DJANGO_", "LOADWELL_", "PYTEST", "DATABASE_", "REDIS_", "EMAIL_", "CELERY_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    env |= {
        "DJANGO_SETTINGS_MODULE": "clinic.settings",
        "LOADWELL_MODE": "production",
        "LOADWELL_VAR": str(tmp_path),
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    }
    made = House(env, tmp_path)
    yield made
    made.stop()


@pytest.fixture
def house(bare_house: House, database: Database, broker: str, inbox: Inbox) -> House:
    """The same with PostgreSQL, Redis and a mail server, on a database with all migrations."""
    bare_house.env |= {
        "DJANGO_SETTINGS_MODULE": "tests.serving",
        "LOADWELL_TICK_SECONDS": "0.4",
        "DATABASE_URL": database.url,
        "REDIS_URL": broker,
        "EMAIL_URL": inbox.url,
        "EMAIL_TIMEOUT": "5",
    }
    bare_house.manage("migrate", "--verbosity", "0")
    return bare_house
