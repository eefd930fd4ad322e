"""A house for one test: its own PostgreSQL database, its own corner of Redis, real processes, a mail server."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import environ
import psycopg2
import redis
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.needs import POSTGRES_URL

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(holds: Callable[[], Any], seconds: float, what: str) -> None:
    """Wait until it holds, or fail saying what did not come true."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)


@dataclass
class Database:
    """A PostgreSQL database of this test alone."""

    name: str

    @property
    def url(self) -> str:
        return f"{POSTGRES_URL.rpartition('/')[0]}/{self.name}"

    @classmethod
    def fresh(cls) -> "Database":
        made = cls(f"loadwell_{os.getpid()}_{time.monotonic_ns()}")
        on_server(f'CREATE DATABASE "{made.name}"')
        return made

    def drop(self) -> None:
        on_server(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Run one statement; raises psycopg2.IntegrityError where a constraint says no."""
        with connected(self.url) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []


def connected(url: str) -> psycopg2.extensions.connection:
    parts = environ.Env.db_url_config(url)
    connection = psycopg2.connect(
        host=parts["HOST"],
        port=parts["PORT"] or 5432,
        user=parts["USER"],
        password=parts["PASSWORD"],
        dbname=parts["NAME"],
    )
    connection.autocommit = True
    return connection


def on_server(sql: str) -> None:
    connection = connected(POSTGRES_URL)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    connection.close()


@dataclass
class House:
    """The project's processes, all started in one environment and gone at the end."""

    env: dict[str, str]
    logs: Path
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def manage(self, *words: str) -> None:
        self.run("manage.py", *words)

    def run(self, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, *words], cwd=ROOT, env=self.env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]

    def start(self, name: str, *words: str) -> None:
        """Start a process in a group of its own, so that it can be killed with its children."""
        with (self.logs / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self) -> None:
        """Wait until every process has ended by itself, and well."""
        for name, process in self.processes.items():
            assert process.wait(60) == 0, f"{name}: {self.said()[-3000:]}"
        self.processes.clear()

    def kill(self, name: str) -> None:
        """kill -9, children and all."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)

    def dead(self) -> list[str]:
        return [name for name, process in self.processes.items() if process.poll() is not None]

    def said(self) -> str:
        return "".join(log.read_text(errors="replace") for log in sorted(self.logs.glob("*.log")))


def health(port: int) -> dict[str, Any]:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=3) as answer:
            return json.load(answer)
    except OSError as error:
        return json.load(error) if hasattr(error, "read") else {}


def listening_workers(broker: str) -> int:
    """How many Celery workers wait for a message there."""
    with redis.Redis.from_url(broker) as client:
        here = str(client.connection_pool.connection_kwargs["db"])
        return sum(other["db"] == here and other["cmd"] == "brpop" for other in client.client_list())


class Inbox:
    """A slow mail server that can hold its answers back.

    What arrives is noted only while its sender still waits for the OK: one that died meanwhile was
    never told, and its message counts as `abandoned`.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.port = free_port()
        self.messages: list[Message] = []
        self.held = self.abandoned = 0
        self.hold_after: int | None = None
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def hold(self, *, after: int) -> None:
        """Answer nobody once that many have arrived, until `release`."""
        self.hold_after = after

    def release(self) -> None:
        self.hold_after = None

    def is_holding(self, senders: int = 0) -> bool:
        """Whether nobody gets an answer now, and at least so many wait for one."""
        return self.hold_after is not None and len(self.messages) >= self.hold_after and self.held >= senders

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.held += 1
        try:
            await asyncio.sleep(self.seconds)
            while self.is_holding():
                await asyncio.sleep(0.02)
        except asyncio.CancelledError:  # the sender hung up
            self.abandoned += 1
            raise
        finally:
            self.held -= 1
        self.messages.append(message_from_bytes(envelope.content))
        return "250 OK"
