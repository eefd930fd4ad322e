"""The question of the morning after a session: which session it is about."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from patients.models import Patient, SessionLog
from patients.schedule import DAY
from programmes.models.version import COUNTED

SCORES = range(11)


@dataclass(frozen=True)
class Asking:
    """One session that has no answer yet, with a fresh id for it."""

    log: SessionLog
    today: dt.date
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    scores: range = SCORES


def asked_about(logs: Iterable[SessionLog], today: dt.date) -> Asking | None:
    """Yesterday's session, where nobody said how it felt this morning; asked until the evening.

    `logs` are newest first, with their answers; a training session goes before something done alongside.
    """
    open_ones = [log for log in logs if log.local_date == today - DAY and not hasattr(log, "morning")]
    open_ones.sort(key=lambda log: log.session.kind not in COUNTED)
    return Asking(open_ones[0], today) if open_ones else None


def asking_of(patient: Patient) -> Asking | None:
    """The same for a page of its own; one query."""
    today = patient.today()
    logs = patient.logs.filter(local_date=today - DAY).select_related("session", "morning")
    return asked_about(logs, today)
