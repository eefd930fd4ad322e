"""A flare-up: begun, over; while it lasts one session meets a week, and afterwards the doses come back step by step."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.models import User
from patients import watching
from patients.models import Flare, Patient
from patients.reminders import planning
from patients.services import weeks
from patients.services.once import NOT_OURS, check_day, held


@transaction.atomic
def begin_once(*, patient: Patient, uuid: UUID, began_on: dt.date, by: User) -> tuple[Flare, bool]:
    """Begin a flare-up, and say whether it is new; one is open at a time. Raises ValidationError."""
    patient = held(patient)
    if known := patient.flares.filter(uuid=uuid).first():
        return known, False
    if Flare.objects.filter(uuid=uuid).exists():
        raise ValidationError(NOT_OURS)
    check_day(patient, began_on)
    began_on = min(began_on, patient.today())
    newest = patient.flares.first()
    if newest and (newest.ended_on is None or began_on < newest.ended_on):
        return newest, False
    flare = patient.flares.create(uuid=uuid, began_on=began_on, logged_at=timezone.now())
    _settle(patient, flare)
    watching.note(patient.pk)
    planning.replan(patient)
    audit.record("flare_began", clinic=patient.clinic, target=flare, by=by, detail=str(began_on))
    return flare, True


@transaction.atomic
def end(*, patient: Patient, ended_on: dt.date, by: User) -> Flare | None:
    """It is better now; None where there is no flare-up to end. Raises ValidationError."""
    patient = held(patient)
    check_day(patient, ended_on)
    flare = patient.flares.filter(ended_on__isnull=True).first()
    if flare is None:
        return None
    flare.ended_on = max(min(ended_on, patient.today()), flare.began_on)
    flare.save(update_fields=["ended_on"])
    watching.note(patient.pk)
    planning.replan(patient)
    audit.record("flare_ended", clinic=patient.clinic, target=flare, by=by, detail=str(flare.ended_on))
    return flare


def _settle(patient: Patient, flare: Flare) -> None:
    """The weeks counted already that lie in it are met by one session."""
    for plan in patient.plans.open().select_for_update():
        weeks.ease_from(plan, flare.began_on)
