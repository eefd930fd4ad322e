"""`manage.py serve`: the web server and, without a broker, the worker and beat in the same process."""

import fcntl
import logging
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from clinic.announcement import announce
from clinic.serve import Address, CannotServe, Server

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Serve Loadwell; without REDIS_URL the worker and beat run in the same process."
    requires_system_checks: list[str] = []  # they run at every migrate and in CI; a restart should be quick

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"), help="port to listen on (8000)")
        parser.add_argument("--announce", action="store_true", help="print the address once /healthz answers")

    def handle(self, *args: Any, **options: Any) -> None:
        address = Address(options["host"], options["port"])
        try:
            address.check_free()
            check_migrated()
        except CannotServe as reason:
            raise CommandError(str(reason)) from reason
        warn_of_silent_mail()
        connections.close_all()  # nothing open may cross the fork
        with lock_shared(settings.VAR_DIR / "serving.lock"):
            Server(address, when_up=partial(announce, address.port) if options["announce"] else None).run()


@contextmanager
def lock_shared(path: Path) -> Iterator[None]:
    """Show that a server is running, so that nobody exchanges the database under it; several servers may."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def warn_of_silent_mail() -> None:
    """A real clinic whose reminders reach nobody should not have to find out from its patients."""
    if not settings.DEMO and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        logger.warning("EMAIL_URL is not set: e-mails are written to files and reach nobody")


def check_migrated() -> None:
    """Raise CannotServe when the database does not answer or its tables are not this version's."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        first_line = str(error).strip().partition("\n")[0]
        raise CannotServe(f"The database does not answer: {first_line}") from error
    if missing:
        raise CannotServe("The database is not up to date. Run `manage.py migrate` first.")
