"""Ring for a worker after the commit; the rows are the truth, and a sweep finds what nobody heard."""

import logging
from time import monotonic
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
SILENCE_SECONDS = 30.0  # a broker that hangs costs one request its connection timeout, not every one


class Breaker:
    """Remembers for a while that nobody answered."""

    def __init__(self) -> None:
        self.closed_until = 0.0

    @property
    def is_open(self) -> bool:
        return monotonic() < self.closed_until

    def trip(self) -> None:
        self.closed_until = monotonic() + SILENCE_SECONDS

    def reset(self) -> None:
        self.closed_until = 0.0


breaker = Breaker()


def ring(task: Task, *args: Any) -> None:
    """Ask for the task once the transaction is committed; never raises, never waits long, may be lost."""

    def publish() -> None:  # a function, because Django names it when it fails; a partial has no name
        _publish(task, args)

    transaction.on_commit(publish, robust=True)


def _publish(task: Task, args: tuple[Any, ...]) -> None:
    if breaker.is_open:
        return
    try:
        task.apply_async(args, retry=False)
    except (OperationalError, OSError):
        breaker.trip()
        logger.warning("broker unreachable, no doorbell for %d s", SILENCE_SECONDS)
