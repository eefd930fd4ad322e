"""The cache that rate limits live in: one for all processes, and nobody falls over when it is away."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from clinic.cache import ForgivingRedisCache
from tests.needs import REDIS_URL

ROOT = Path(__file__).resolve().parents[2]
ASK = "from clinic.settings import CACHES; print(CACHES['default']['BACKEND'], CACHES['default'].get('LOCATION', ''))"


def cache_with(**environment: str) -> str:
    real = {"LOADWELL_MODE": "production", "SECRET_KEY": "x" * 50, "PATH": os.environ["PATH"], **environment}
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=real, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "django.core.cache.backends.locmem.LocMemCache"),
        ({"REDIS_URL": "redis://r:6379/1"}, "clinic.cache.ForgivingRedisCache redis://r:6379/1"),
        ({"CELERY_BROKER_URL": "redis://b:6379/0"}, "clinic.cache.ForgivingRedisCache redis://b:6379/0"),
        ({"CELERY_BROKER_URL": "amqp://b"}, "django.core.cache.backends.locmem.LocMemCache"),
    ],
)
def test_processes_share_a_cache_where_there_is_redis(environment: dict[str, str], expected: str) -> None:
    assert cache_with(**environment) == expected


def test_redis_that_is_away_forgets_but_does_not_fail() -> None:
    cache = ForgivingRedisCache("redis://127.0.0.1:9", {"OPTIONS": {"socket_connect_timeout": 1}})
    assert cache.get("key", "nothing") == "nothing"
    assert cache.get("key") is None
    assert cache.set("key", 1) is None
    assert cache.add("key", 1) is True
    assert cache.delete("key") is False


@pytest.mark.services
def test_redis_that_answers_remembers() -> None:
    cache = ForgivingRedisCache(f"{REDIS_URL}/8", {})
    cache.delete("loadwell-test")
    assert cache.add("loadwell-test", [1.5], timeout=5) is True
    assert cache.add("loadwell-test", [2.5], timeout=5) is False
    assert cache.get("loadwell-test") == [1.5]
    assert cache.delete("loadwell-test") is True
