"""Not now: a message again later, or tomorrow, or no more of its kind."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from clinic import audit
from patients.models import Patient, Reminder
from patients.reminders import times

LATER = dt.timedelta(hours=2)


@transaction.atomic
def later(row: Reminder) -> None:
    """Ask again later today; once more changes nothing."""
    _again(row, row.patient.today(), timezone.now() + LATER)


@transaction.atomic
def tomorrow(row: Reminder) -> None:
    """Ask again tomorrow, at the patient's hour."""
    day = row.patient.today() + dt.timedelta(days=1)
    due = times.due_at(day, row.patient.reminder_hour, row.patient.zone)
    if due:
        _again(row, day, due)


def _again(row: Reminder, day: dt.date, due: dt.datetime) -> None:
    Reminder.objects.get_or_create(
        patient=row.patient, kind=Reminder.Kind.LATER, local_date=day, defaults={"plan": row.plan, "due_at": due}
    )


@transaction.atomic
def mute(patient: Patient, kind: str) -> None:
    """Send no more messages of this kind."""
    muted = set(patient.muted_kinds.split())
    if kind not in muted:
        patient.muted_kinds = " ".join(sorted(muted | {kind}))
        patient.save(update_fields=["muted_kinds"])
        audit.record("messages_muted", clinic=patient.clinic, target=patient, by=None, detail=kind)


@transaction.atomic
def stop(patient: Patient) -> None:
    """Send nothing more at all."""
    if patient.reminders_on:
        patient.reminders_on = False
        patient.save(update_fields=["reminders_on"])
        audit.record("reminders_stopped", clinic=patient.clinic, target=patient, by=None, detail="by the patient")
