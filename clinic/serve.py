"""Serve everything: gunicorn, and in the embedded mode a Celery worker and beat as threads of its one child.

Gunicorn's master is the supervisor: a child that dies, whole or in part, is replaced in under a second.
With a broker of its own (REDIS_URL) this is the web server only; workers and beats run beside it.
"""

import gc
import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import sleep
from typing import Any

from celery.beat import EmbeddedService
from celery.worker import state as worker_state
from django.conf import settings
from gunicorn.app.base import BaseApplication

from clinic.celery import app as celery
from clinic.embedded import bell
from clinic.server_log import ServerLogger

THREADS = 8
WORKER_THREADS = 2  # tasks wait for the network; with more, Python's lock makes pages wait for tasks
WATCHED_EVERY_SECONDS = 1.0
LONGEST_TASK_AT_STOP_SECONDS = 25.0  # below gunicorn's graceful timeout; a sweep revives what was cut off
GRACEFUL_SECONDS = 30
HUNG_AFTER_SECONDS = 120
OBJECTS_BETWEEN_COLLECTIONS = 10_000  # a page makes thousands; Python's usual 700 costs 5 % of its time (bench/run)


class CannotServe(Exception):
    """Says in one line why, and what to do."""


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def check_free(self) -> None:
        """Raise CannotServe when the port is taken; gunicorn would try for five seconds and print a traceback."""
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
                probe.listen(1)
            except OSError as error:
                reason = error.strerror or str(error)
                raise CannotServe(f"Cannot listen on {self}: {reason}. Choose another port with --port.") from error


class Background:
    """A Celery worker and beat as threads of this process; they live and die with it."""

    def __init__(self) -> None:
        self.stopping = False
        worker = celery.WorkController(
            pool="threads",
            concurrency=WORKER_THREADS,
            hostname="embedded@localhost",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
        )
        self.worker = threading.Thread(target=worker.start, name="celery-worker", daemon=True)
        self.beat = EmbeddedService(celery, thread=True, scheduler_cls="celery.beat:Scheduler")
        self.watch = threading.Thread(target=self.watch_over, name="watch", daemon=True)

    def start(self) -> None:
        for thread in (self.worker, self.beat, self.watch):
            thread.start()

    def watch_over(self) -> None:
        """Never half a product: when worker or beat has died, end the process; gunicorn starts a whole one."""
        while self.worker.is_alive() and self.beat.is_alive():
            sleep(WATCHED_EVERY_SECONDS)
        if not self.stopping:
            os._exit(1)

    def stop(self) -> None:
        """Take no more work and wait, within bounds, for what is being done."""
        self.stopping = True
        self.beat.service.stop()
        worker_state.should_stop = 0  # the exit code that the worker's own loop looks for
        bell.close()
        self.worker.join(LONGEST_TASK_AT_STOP_SECONDS)


class Server(BaseApplication):
    """Gunicorn with threads: the same in both modes, but for the background threads and the number of children."""

    def __init__(self, address: Address, when_up: Callable[[], None] | None = None) -> None:
        self.address = address
        self.when_up = when_up
        self.background: Background | None = None
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": str(self.address),
            "worker_class": "gthread",
            # A second child would be a second broker, deaf to the first one's messages.
            "workers": 1 if settings.EMBEDDED else int(os.environ.get("WEB_CONCURRENCY", "2")),
            "threads": THREADS,
            "timeout": HUNG_AFTER_SECONDS,
            "graceful_timeout": GRACEFUL_SECONDS,
            "control_socket_disable": True,
            "logger_class": ServerLogger,
            "post_worker_init": self.child_started,
            "worker_exit": self.child_ends,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from clinic.wsgi import application  # noqa: PLC0415 (in the child: nothing may be open across the fork)

        return application

    def child_started(self, child: Any) -> None:
        # The master passes Ctrl-C on as SIGQUIT, on which gthread shuts its pool from inside the signal handler:
        # it waits for ever for a lock when a request is just being handed over. SIGTERM's handler only sets a flag.
        signal.signal(signal.SIGQUIT, child.handle_exit)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the child as well
        gc.freeze()  # the code that was loaded is not looked through for garbage again and again
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        if settings.EMBEDDED:
            self.background = Background()
            self.background.start()
        if self.when_up and child.age == 1:
            threading.Thread(target=self.when_up, name="when-up", daemon=True).start()

    def child_ends(self, master: Any, child: Any) -> None:
        if self.background and child.pid == os.getpid():  # gunicorn may call this in the master, too
            self.background.stop()
