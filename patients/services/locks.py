"""A sign that needs help: lock the programme, tell the clinic; and the clinician who looks at it and opens it again."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.doorbell import ring
from clinic.models import User
from patients import signs as known
from patients import watching
from patients.models import Patient, Reminder, SafetyLock
from patients.reminders import planning
from patients.reminders.wanted import LOCKED
from patients.services.once import NOT_OURS, held
from patients.tasks import tell_of_alarms

LONGEST_REASON = 500


@transaction.atomic
def raise_once(
    *, patient: Patient, uuid: UUID, signs: Iterable[str], by: User, noticed_at: dt.datetime | None = None
) -> tuple[SafetyLock, bool]:
    """Lock the programme, and say whether this was new; one lock is open at a time.

    Another sign is written into the open lock; it can make it more urgent, never less, and the clinic is told
    again. Nothing here is refused for being late: a sign is a sign. Raises ValidationError where none is known.
    """
    codes = known.in_order(set(signs) & set(known.URGENCY))
    if not codes:
        raise ValidationError("Tick what is new or getting worse. If nothing is, go back: nothing was sent.")
    patient = held(patient)
    if (row := patient.locks.filter(uuid=uuid).first()) is not None:
        return patient.locks.open().first() or row, False
    if SafetyLock.objects.filter(uuid=uuid).exists():
        raise ValidationError(NOT_OURS)
    noticed_at = min(noticed_at, timezone.now()) if noticed_at else None
    row = _row(patient, uuid, codes, noticed_at)
    lock = patient.locks.open().first()
    if lock is None:
        lock = row
        lock.save(force_insert=True)
        watching.note(patient.pk)
        _hold_back_messages(patient)
        audit.record("alarm_raised", clinic=patient.clinic, target=lock, by=by, detail=f"{lock.urgency}: {lock.signs}")
    else:
        row.told_at = row.cleared_at = row.raised_at
        row.save(force_insert=True)
        _add(lock, codes, by)
    ring(tell_of_alarms)
    return lock, True


def _row(patient: Patient, uuid: UUID, codes: list[str], noticed_at: dt.datetime | None) -> SafetyLock:
    return SafetyLock(
        patient=patient,
        uuid=uuid,
        urgency=known.urgency_of(codes),
        signs=" ".join(codes),
        local_date=patient.today(noticed_at),
        noticed_at=noticed_at,
        raised_at=timezone.now(),
    )


def _hold_back_messages(patient: Patient) -> None:
    """Plain on purpose: no rule about messages may ever stand in the way of a lock."""
    patient.reminders.unsent().update(state=Reminder.State.DROPPED, outcome=LOCKED)


def _add(lock: SafetyLock, codes: list[str], by: User) -> None:
    """Write more signs into an open lock; where that says something new, the clinic is told once more."""
    together = known.in_order([*lock.codes, *codes])
    if together == lock.codes:
        return
    lock.signs, lock.urgency = " ".join(together), known.urgency_of(together)
    lock.raised_at, lock.attempts = timezone.now(), 0
    lock.told_at = lock.told_again_at = lock.lease_until = lock.seen_at = lock.seen_by = None
    lock.save()
    detail = f"{lock.urgency}: {' '.join(codes)}"
    watching.note(lock.patient_id)
    audit.record("alarm_added", clinic=lock.patient.clinic, target=lock, by=by, detail=detail)


@transaction.atomic
def note_seen(*, lock: SafetyLock, by: User) -> None:
    """A clinician has it on the screen, as it was read: the first one is kept, and the alert is not sent again.

    Another sign that came meanwhile is not seen by that. One statement; two more the first time.
    """
    as_read = SafetyLock.objects.open().filter(pk=lock.pk, raised_at=lock.raised_at, seen_at=None)
    if lock.seen_at is None and as_read.update(seen_at=timezone.now(), seen_by=by):
        audit.record("alarm_seen", clinic=lock.patient.clinic, target=lock, by=by)


@transaction.atomic
def clear(*, lock: SafetyLock, reason: str, by: User) -> SafetyLock:
    """A clinician has looked at it: train again. Raises ValidationError without a reason."""
    reason = " ".join(reason.split())
    if not reason:
        raise ValidationError({"reason": "Write what was found and agreed: it stays in the record."})
    patient = held(lock.patient)
    lock = patient.locks.get(pk=lock.pk)
    if lock.cleared_at is not None:
        return lock
    lock.cleared_at, lock.cleared_by, lock.reason = timezone.now(), by, reason[:LONGEST_REASON]
    lock.save(update_fields=["cleared_at", "cleared_by", "reason"])
    watching.note(patient.pk)
    planning.replan(patient)
    audit.record("lock_cleared", clinic=patient.clinic, target=lock, by=by, detail=lock.reason)
    return lock
