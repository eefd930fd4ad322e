"""Not now: later today, tomorrow, a while of quiet, or never again this kind. Said by the patient, in one tap."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.models import User
from patients.models import Patient, Reminder
from patients.reminders import times
from patients.reminders.kinds import ABOUT_TRAINING, MUTABLE, Kind
from patients.reminders.occasions import ASKED_LATER
from patients.schedule import DAY

LATER_BY: Final = dt.timedelta(hours=2)
SOONEST: Final = dt.timedelta(minutes=30)
State = Reminder.State
KNOWN: Final = tuple(rule.kind for rule in MUTABLE)


def later(row: Reminder) -> Reminder:
    """Send one more message later today, in place of a nudge; tomorrow where the evening is too close."""
    now, patient = timezone.now(), row.patient
    today, zone = patient.today(now), patient.zone
    earliest, latest = (times.moment(today, hour, zone) for hour in (times.EARLIEST, times.LATEST))
    if now + SOONEST > latest or _is_spent(patient, today):
        return tomorrow(row)
    return _ask(row, today, min(max(now + LATER_BY, earliest), latest))


def tomorrow(row: Reminder) -> Reminder:
    """Send one message tomorrow at the patient's hour, training day or not; nothing more today."""
    now, patient = timezone.now(), row.patient
    day = patient.today(now) + DAY
    while (due := times.due_at(day, patient.reminder_hour, patient.zone)) is None or _is_spent(patient, day):
        day += DAY
    return _ask(row, day, due)


def mute(patient: Patient, kind: str, *, by: User | None = None) -> None:
    """No more messages of this kind."""
    set_muted(patient, {*patient.muted_kinds.split(), kind}, by=by)


@transaction.atomic
def set_muted(patient: Patient, kinds: Iterable[str], *, by: User | None = None) -> None:
    """Let these kinds be the ones the patient does not want; kinds nobody may or can mute are passed over."""
    muted = " ".join(kind for kind in KNOWN if kind in set(kinds))
    if not Patient.objects.filter(pk=patient.pk).exclude(muted_kinds=muted).update(muted_kinds=muted):
        return
    patient.muted_kinds = muted
    waiting = patient.reminders.unsent().filter(kind__in=muted.split())
    waiting.update(state=State.DROPPED, outcome="The patient does not want these.")
    audit.record("reminders_muted", clinic=patient.clinic, target=patient, by=by, detail=muted or "none")


@transaction.atomic
def be_quiet(patient: Patient, until: dt.datetime | None, *, by: User | None = None) -> None:
    """Send nothing before that moment; None ends the quiet."""
    Patient.objects.filter(pk=patient.pk).update(quiet_until=until)
    patient.quiet_until = until
    if until:
        waiting = patient.reminders.unsent().filter(due_at__lt=until)
        waiting.update(state=State.DROPPED, outcome="The patient asked for quiet.")
    audit.record("reminders_quiet", clinic=patient.clinic, target=patient, by=by, detail=str(until or "ended"))


def _is_spent(patient: Patient, day: dt.date) -> bool:
    """Whether a message asked for that day is out already: there is one a day."""
    return patient.reminders.filter(kind=Kind.LATER, local_date=day, state__in=(State.SENDING, State.SENT)).exists()


@transaction.atomic
def _ask(row: Reminder, day: dt.date, due: dt.datetime) -> Reminder:
    """Plan it, or move the one that is planned; what it stands for is taken back."""
    patient, today = row.patient, row.patient.today()
    waiting = patient.reminders.unsent().filter(local_date__range=(today, day), kind__in=ABOUT_TRAINING)
    waiting.exclude(kind=Kind.LATER, local_date=day).update(state=State.DROPPED, outcome=ASKED_LATER)
    asked, _ = Reminder.objects.update_or_create(
        patient=patient,
        kind=Kind.LATER,
        local_date=day,
        defaults={
            "plan_id": row.plan_id, "due_at": due, "state": State.PLANNED, "outcome": "", "attempts": 0,
            "claim": None, "lease_until": None,
        },
    )  # fmt: skip
    return asked
