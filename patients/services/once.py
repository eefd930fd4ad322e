"""Sent twice, stored once: what the verbs between sessions have in common."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils import timezone

from patients.models import Patient
from patients.schedule import DAY

LATE_DAYS = 28  # a phone may lie in a drawer for a while


def held(patient: Patient) -> Patient:
    """Hold the patient's row, so that two that arrive together follow one another."""
    return Patient.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=patient.pk)


def check_day(patient: Patient, day: dt.date) -> None:
    """A day the device named: not ahead of the patient's own by more than its clock may be wrong, nor long past."""
    today = patient.today()
    if day > today + DAY:
        raise ValidationError("This is dated in the future. Check the date on your device, then send it again.")
    if (today - day).days > LATE_DAYS:
        raise ValidationError(f"This is more than {LATE_DAYS} days old and can no longer be stored.")


def when(said_at: dt.datetime | None) -> dt.datetime:
    """When it was said: as the device tells it, never later than now."""
    now = timezone.now()
    return min(said_at, now) if said_at else now


NOT_OURS = "This could not be stored. Please open the page again."
