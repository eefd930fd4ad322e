"""The databases and servers of a run, all of them our own and gone at its end."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
ADMIN = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/9")
UP_WITHIN_SECONDS = 60


def database(name: str) -> str:
    """Make the database anew and return its address."""
    connection = psycopg2.connect(ADMIN)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    connection.close()
    return ADMIN.rpartition("/")[0] + f"/{name}"


def environment(address: str, port: int, folder: str, settings: str = "clinic.settings") -> dict[str, str]:
    """Production, as in the README, with nothing embedded."""
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": settings,
        "LOADWELL_MODE": "production",
        "LOADWELL_VAR": folder,
        "SECRET_KEY": KEY,
        "DATABASE_URL": address,
        "REDIS_URL": REDIS,
        "EMAIL_URL": "dummymail://",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "WEB_CONCURRENCY": "2",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
    }


KEY = secrets.token_urlsafe(50)


def python(*arguments: str, env: dict[str, str], capture: bool = False, stdin: str | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        input=stdin,
        text=True,
        check=True,
        stdout=subprocess.PIPE if capture else subprocess.DEVNULL,
    )
    return done.stdout or ""


def filled(name: str, patients: int, logs: int, folder: str) -> tuple[str, dict[str, Any]]:
    """A database with that many patients and logs: its address, and who and what to ask for in it."""
    address = database(name)
    env = environment(address, 0, folder)
    python("manage.py", "migrate", "--verbosity", "0", env=env)
    return address, json.loads(python("-m", "bench.fill", str(patients), str(logs), env=env, capture=True))


@contextmanager
def folder() -> Iterator[str]:
    """A folder for one run's static files."""
    with tempfile.TemporaryDirectory(prefix="loadwell-bench-") as path:
        yield path


@contextmanager
def serving(env: dict[str, str], port: int, probe: str) -> Iterator[int]:
    """Serve as in production until the block ends; `probe` is an address that answers when it is up."""
    process = subprocess.Popen([sys.executable, "manage.py", "serve", "--port", str(port)], cwd=ROOT, env=env)
    try:
        _wait_until_up(process, port, probe)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_until_up(process: subprocess.Popen[bytes], port: int, probe: str) -> None:
    deadline = time.monotonic() + UP_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"The server on port {port} ended with code {process.returncode}.")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", probe)
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"The server on port {port} did not answer within {UP_WITHIN_SECONDS} s.")
