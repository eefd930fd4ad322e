"""“My back is back”: the signs first, then the flare-up plan or a new start; the therapist reads of it either way."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic.models import User
from patients.models import Patient, Plan, PlanEvent
from patients.services import flare_plans, flares, locks, plans

ALARM = "alarm"


@transaction.atomic
def come_back(*, patient: Patient, plan: Plan, by: User, uuid: UUID, wants: str, signs: Iterable[str] = ()) -> str:
    """Return what comes of it: ALARM where a sign was ticked, else what was asked for. Raises ValidationError."""
    if signs:
        locks.raise_once(patient=patient, uuid=uuid, signs=signs, by=by)
        return ALARM
    if patient.locks.open().exists():
        raise ValidationError("A sign that needs help is open. Please get help first; nothing was changed.")
    if wants == PlanEvent.Why.FLARE_PLAN:
        if not flare_plans.written_in(plan):
            raise ValidationError("Your last programme has no flare-up plan. Ask for a new start instead.")
        flares.begin_once(patient=patient, uuid=uuid, began_on=patient.today(), by=by)
    plans.come_back(plan=plan, by=by, wants=PlanEvent.Why(wants))
    return wants
