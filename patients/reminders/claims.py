"""Whose a row is, how far it has come, and what became of it: each said by a conditional UPDATE.

A worker claims rows for a lease that it renews before each message, and writes an outcome only while the claim is its
own. Whoever is killed leaves rows whose lease runs out, and another worker takes them.
"""

import datetime as dt
import uuid
from contextlib import nullcontext
from itertools import chain
from typing import Any, Final, Self

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from patients.models import Reminder
from patients.reminders.texts import one_line

State = Reminder.State
BATCH: Final = 100
CLAIM: Final = Reminder._meta.get_field("claim")
Statement = tuple[str, tuple[Any, ...]]

# In words of SQL: Django would take longer to write these two, for each message, than all else takes.
HOLD: Final = """
    UPDATE patients_reminder SET lease_until = %s, attempts = attempts + %s
    WHERE id = %s AND claim = %s AND state = 'sending'"""
SETTLE: Final = """
    UPDATE patients_reminder SET
        state = %s, outcome = %s, claim = NULL, lease_until = %s, due_at = COALESCE(%s, due_at),
        sent_at = COALESCE(%s, sent_at), plan_id = COALESCE(%s, plan_id), channel = COALESCE(%s, channel)
    WHERE id = %s AND claim = %s AND (state = 'sending' OR %s)"""


def claim(now: dt.datetime) -> list[Reminder]:
    """Take up to a batch of due rows for ourselves; of several workers, each row goes to one."""
    ready, mark = Reminder.objects.ready_at(now), uuid.uuid4()
    with transaction.atomic():
        waiting = ready
        if connection.features.has_select_for_update_skip_locked:
            waiting = ready.select_for_update(skip_locked=True)
        pks = list(waiting.values_list("pk", flat=True)[:BATCH])
        if pks:
            ready.filter(pk__in=pks).update(state=State.SENDING, claim=mark, lease_until=lease(now))
    ours = Reminder.objects.filter(pk__in=pks, claim=mark).select_related("patient")
    return list(ours.prefetch_related("patient__clinic").order_by("due_at", "pk"))


def lease(now: dt.datetime) -> dt.datetime:
    """Return until when a claim holds: a minute, or more where the mail server is given more time."""
    return now + dt.timedelta(seconds=3 * settings.EMAIL_TIMEOUT)


class Ledger:
    """Where a batch is written down: an outcome goes to the database together with the hold of the row that follows.

    Nothing is sent in between, so it waits no longer than it would alone; `with` writes the last ones.
    """

    def __init__(self) -> None:
        self._waiting: list[Statement] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._write()

    def hold(self, row: Reminder, tries: int = 1) -> bool:
        """Renew the lease and count the try; False if the day was logged meanwhile, or our lease had run out."""
        row.attempts += tries
        return self._write((HOLD, (_moment(lease(timezone.now())), tries, row.pk, _mark(row)))) == 1

    def settle(
        self,
        row: Reminder,
        state: str,
        outcome: str = "",
        *,
        lease_until: dt.datetime | None = None,
        due_at: dt.datetime | None = None,
        sent_at: dt.datetime | None = None,
        plan: int | None = None,
        channel: str | None = None,
    ) -> None:
        """Write the outcome, if the row is still ours; what was sent is sent, whatever happened meanwhile.

        What is None stays as it was. A row with a `lease_until` is left alone until then.
        """
        moments = _moment(lease_until), _moment(due_at), _moment(sent_at)
        said = (state, one_line(outcome, 200), *moments, plan, channel)
        self._waiting.append((SETTLE, (*said, row.pk, _mark(row), state == State.SENT)))

    def _write(self, *more: Statement) -> int:
        """All that waits, and more, in one transaction; how many rows the last of it changed.

        Where that fails what waited goes on waiting: a message that went out must not be forgotten for another's sake.
        """
        statements = [*self._waiting, *more]
        if not statements:
            return 0
        if connection.vendor == "postgresql":  # takes several at once, on one way to the server and back
            sql, values = zip(*statements, strict=True)
            statements = [(";".join(sql), tuple(chain.from_iterable(values)))]
        with nullcontext() if len(statements) == 1 else transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(*statement)
            self._waiting = []
            return cursor.rowcount


def _moment(value: dt.datetime | None) -> object:
    """As this database keeps moments."""
    return connection.ops.adapt_datetimefield_value(value)


def _mark(row: Reminder) -> object:
    """As this database keeps claims."""
    return CLAIM.get_db_prep_value(row.claim, connection)
