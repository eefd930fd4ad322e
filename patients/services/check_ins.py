"""The weekly questions and the morning after: stored once, and the newest word counts."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic import audit
from clinic.models import User
from patients import watching
from patients.answers import CheckInEntry
from patients.models import CheckIn, MorningAnswer, Patient, SessionLog
from patients.models.between import ASKED_WEEKLY
from patients.schedule import DAY, week_start
from patients.services.once import NOT_OURS, check_day, held, when

SAID = (*ASKED_WEEKLY, "is_flare", "can_do")
UNTIL_DAYS = 2  # a question for the next morning; a device's calendar may be a day ahead of ours
HIGHEST = 10


class NotHereYetError(Exception):
    """What this is about has not arrived; it may be under way, so it is worth sending again."""


@transaction.atomic
def store_once(*, patient: Patient, entry: CheckInEntry, by: User) -> tuple[CheckIn, bool]:
    """Store the week's answers, and say whether the week is new; once more in the same week changes them.

    An older answer that arrives after a newer one changes nothing. Raises ValidationError.
    """
    patient = held(patient)
    _check(entry)
    week = week_start(entry.local_date)
    row = patient.check_ins.filter(uuid=entry.uuid).first() or patient.check_ins.filter(week=week).first()
    if row and row.uuid == entry.uuid and _same(row, entry):
        return row, False
    check_day(patient, entry.local_date)
    said_at, is_new = when(entry.said_at), row is None
    if row is None:
        if CheckIn.objects.filter(uuid=entry.uuid).exists():
            raise ValidationError(NOT_OURS)
        row = CheckIn(patient=patient, week=week)
    elif said_at < row.logged_at:
        return row, False
    row.uuid, row.local_date, row.logged_at = entry.uuid, entry.local_date, said_at
    for name in SAID:
        setattr(row, name, getattr(entry, name))
    row.save()
    verb = "check_in_stored" if is_new else "check_in_changed"
    watching.note(patient.pk)
    audit.record(verb, clinic=patient.clinic, target=row, by=by, detail=f"week of {week}")
    return row, is_new


def _check(entry: CheckInEntry) -> None:
    if entry.is_empty:
        raise ValidationError("Nothing is answered yet. One answer is enough; the others may stay open.")
    if any(not 0 <= score <= HIGHEST for name in ASKED_WEEKLY if (score := getattr(entry, name)) is not None):
        raise ValidationError("Choose numbers from 0 to 10, or leave an answer open.")
    if "\x00" in entry.can_do:
        raise ValidationError("What you can do: it holds a character that cannot be stored.")


def _same(row: CheckIn, entry: CheckInEntry) -> bool:
    return all(getattr(row, name) == getattr(entry, name) for name in SAID)


@transaction.atomic
def store_morning(
    *,
    patient: Patient,
    uuid: UUID,
    log: UUID,
    pain: int,
    local_date: dt.date,
    by: User,
    said_at: dt.datetime | None = None,
) -> tuple[MorningAnswer, bool]:
    """Store how it felt the morning after; the last answer for a session counts.

    Raises ValidationError, or NotHereYetError where the session itself may still be on its way.
    """
    patient = held(patient)
    about = _about(patient, log, local_date)
    row = MorningAnswer.objects.filter(log=about).first()
    if row and row.uuid == uuid and row.pain == pain:
        return row, False
    if not 0 <= pain <= HIGHEST:
        raise ValidationError("Choose a number from 0 to 10.")
    moment, is_new = when(said_at), row is None
    if row is None:
        if MorningAnswer.objects.filter(uuid=uuid).exists():
            raise ValidationError(NOT_OURS)
        row = MorningAnswer(log=about)
    elif moment < row.logged_at:
        return row, False
    row.uuid, row.pain, row.local_date, row.logged_at = uuid, pain, local_date, moment
    row.save()
    watching.note(patient.pk)
    audit.record("morning_answered", clinic=patient.clinic, target=row, by=by, detail=str(local_date))
    return row, is_new


def _about(patient: Patient, log: UUID, local_date: dt.date) -> SessionLog:
    check_day(patient, local_date)
    about = patient.logs.filter(uuid=log).first()
    if about is None:
        if patient.today() - local_date > 7 * DAY:
            raise ValidationError("The session this belongs to is not there. It may have been taken back.")
        raise NotHereYetError
    if not 0 < (local_date - about.local_date).days <= UNTIL_DAYS:
        raise ValidationError("This question is for the day after a session.")
    return about
