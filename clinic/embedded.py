"""An in-memory message broker that does not poll, for one process that is web server, worker and beat.

Kombu's own memory transport looks for messages once a second: two jobs a second, 0.8 s late. Here
whatever can give the consumer work (a message, or an acknowledgement that frees a prefetch slot)
rings a bell. Messages die with the process; rows in the database are the truth, and beat sweeps them.
"""

import threading
from collections.abc import Callable
from queue import Empty
from time import monotonic
from typing import Any

from kombu import Connection
from kombu.transport import TRANSPORT_ALIASES, memory

LONGEST_WAIT_SECONDS = 60.0


class Bell:
    """Counts rings, so that one between looking and waiting is not lost."""

    def __init__(self) -> None:
        self.rung = threading.Condition()
        self.count = 0
        self.closed = False

    def ring(self) -> None:
        with self.rung:
            self.count += 1
            self.rung.notify_all()

    def close(self) -> None:
        """Let everybody who waits go home."""
        self.closed = True
        self.ring()

    def wait(self, heard: int, seconds: float) -> None:
        """Return at the first ring after number `heard`, or when the time is over."""
        with self.rung:
            self.rung.wait_for(lambda: self.count != heard, min(seconds, LONGEST_WAIT_SECONDS))


bell = Bell()


class Channel(memory.Channel):
    """A memory channel whose every change that may matter to the consumer rings."""

    def _put(self, queue: str, message: Any, **kwargs: Any) -> None:
        super()._put(queue, message, **kwargs)
        bell.ring()

    def _put_fanout(self, exchange: str, message: Any, routing_key: str | None = None, **kwargs: Any) -> None:
        super()._put_fanout(exchange, message, routing_key=routing_key, **kwargs)
        bell.ring()

    def basic_ack(self, delivery_tag: Any, multiple: bool = False) -> None:
        super().basic_ack(delivery_tag, multiple=multiple)
        bell.ring()

    def basic_reject(self, delivery_tag: Any, requeue: bool = False) -> None:
        super().basic_reject(delivery_tag, requeue=requeue)
        bell.ring()


class Transport(memory.Transport):
    """Kombu's memory transport, asleep until the bell rings."""

    Channel = Channel
    cycle: Any
    _deliver: Callable[..., None]

    def drain_events(self, connection: Connection, timeout: float | None = None, **kwargs: Any) -> None:
        end = monotonic() + timeout if timeout is not None else float("inf")
        while True:
            heard = bell.count
            try:
                return self.cycle.get(self._deliver, timeout=timeout)
            except Empty:
                if bell.closed or monotonic() >= end:
                    raise TimeoutError from None
            bell.wait(heard, end - monotonic())


TRANSPORT_ALIASES["embedded"] = "clinic.embedded:Transport"
