"""What some tests need from the machine; without it they are skipped with the reason.

With LOADWELL_ALL_TESTS=1 a skipped test is a failure, so that CI cannot lose one quietly; only what no
installation can mend may be skipped even then.
"""

import ctypes
import os
import shutil
from collections.abc import Callable, Generator
from functools import cache

import environ
import psycopg2
import pytest
import redis

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379")
CHROMIUM_NAMES = ("chromium", "chromium-browser")
LIBRARIES_OF_WEASYPRINT = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
MAY_BE_SKIPPED = (
    "beside",  # test data that lies beside some checkouts and is no part of the project
    "is run on PostgreSQL",  # CI runs the tests on both databases
)
ALL_MANDATORY = os.environ.get("LOADWELL_ALL_TESTS") == "1"


def postgres_missing() -> str | None:
    url = environ.Env.db_url_config(POSTGRES_URL)
    try:
        psycopg2.connect(
            host=url["HOST"],
            port=url["PORT"] or 5432,
            user=url["USER"],
            password=url["PASSWORD"],
            dbname=url["NAME"],
            connect_timeout=3,
        ).close()
    except psycopg2.OperationalError:
        return "no PostgreSQL answers at TEST_POSTGRES_URL (127.0.0.1:5432)"
    return None


def redis_missing() -> str | None:
    try:
        with redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3) as client:
            client.ping()
    except redis.RedisError:
        return "no Redis answers at TEST_REDIS_URL (127.0.0.1:6379)"
    return None


def chromium_missing() -> str | None:
    return None if any(map(shutil.which, CHROMIUM_NAMES)) else "no Chromium on PATH"


def weasyprint_missing() -> str | None:
    try:
        for library in LIBRARIES_OF_WEASYPRINT:
            ctypes.CDLL(library)
    except OSError:
        return "the system libraries of WeasyPrint are missing (libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"
    return None if shutil.which("pdftotext") else "pdftotext is not installed (poppler-utils)"


WHY_NOT: dict[str, Callable[[], str | None]] = {
    "services": lambda: postgres_missing() or redis_missing(),
    "browser": chromium_missing,
    "pdf": weasyprint_missing,
}


@cache
def missing(marker: str) -> str | None:
    """Why tests with this marker cannot run here; None if they can."""
    return WHY_NOT[marker]()


@pytest.hookimpl(tryfirst=True)  # before a fixture reaches for what is not there
def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in WHY_NOT:
        if needs(item, marker) and (reason := missing(marker)):
            pytest.skip(reason)


def needs(item: pytest.Item, marker: str) -> bool:
    """Whether the test is marked so; one that asks for a handout needs no mark."""
    return item.get_closest_marker(marker) is not None or (marker == "pdf" and "handout" in item.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if ALL_MANDATORY and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(excuse in reason for excuse in MAY_BE_SKIPPED):
            report.outcome = "failed"
            report.longrepr = f"Skipped, although every test is mandatory here: {reason}"
    return report
