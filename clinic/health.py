"""Say whether the house is alive: database, broker, beat. For machines; it names no addresses and no errors."""

import datetime as dt
from collections.abc import Callable
from threading import Lock
from time import monotonic

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu import Connection
from kombu.exceptions import OperationalError

from clinic import heartbeat

OK, DOWN, STARTING, LATE = "ok", "down", "starting", "late"
BEAT_LATE_AFTER = dt.timedelta(seconds=120)  # six missed beats
GRACE_SECONDS = 60.0  # a beat started together with this process has had two chances by then
BROKER_ASKED_EVERY_SECONDS = 5.0
BROKER_ANSWERS_WITHIN_SECONDS = 2.0
started = monotonic()


class Remembered:
    """Ask an expensive question at most once per period, however many strangers ask us."""

    def __init__(self, ask: Callable[[], str], seconds: float) -> None:
        self.ask = ask
        self.seconds = seconds
        self.lock = Lock()
        self.forget()

    def forget(self) -> None:
        self.until = 0.0

    def __call__(self) -> str:
        with self.lock:
            if monotonic() >= self.until:
                self.answer = self.ask()
                self.until = monotonic() + self.seconds
            return self.answer


def ask_broker() -> str:
    """Open a channel, which for Redis means a PING; the embedded broker is this very process."""
    if settings.EMBEDDED:
        return OK
    within = BROKER_ANSWERS_WITHIN_SECONDS
    options = {"socket_timeout": within, "socket_connect_timeout": within, "max_retries": 0}
    connection = Connection(settings.CELERY_BROKER_URL, connect_timeout=within, transport_options=options)
    try:
        with connection:
            connection.default_channel.close()
    except (OperationalError, OSError, *connection.connection_errors, *connection.channel_errors):
        return DOWN
    return OK


broker = Remembered(ask_broker, BROKER_ASKED_EVERY_SECONDS)


def beat() -> str:
    """Late beats count only once this process has run long enough for beat to be up as well; raises DatabaseError."""
    age = heartbeat.age("beat")
    if age is not None and age <= BEAT_LATE_AFTER:
        return OK
    return STARTING if monotonic() - started < GRACE_SECONDS else LATE


def database_and_beat() -> tuple[str, str]:
    """One query answers for both."""
    try:
        return OK, beat()
    except DatabaseError:
        return DOWN, "unknown"


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    database, beats = database_and_beat()
    parts = {"database": database, "broker": broker(), "beat": beats}
    well = all(state in (OK, STARTING) for state in parts.values())
    return JsonResponse(parts, status=200 if well else 503)
