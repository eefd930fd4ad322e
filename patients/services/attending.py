"""What staff do about the open items: deal with them, put them off, hand them on; every step is in the trail."""

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from clinic import audit
from clinic.models import Clinic, Membership, User
from clinic.permissions import Permission, may
from patients import watching
from patients.models import Attention, Patient, Threshold
from patients.progress.attention import WORDS, Code, Thresholds
from patients.schedule import DAY
from patients.services import plans

LONGEST_SNOOZE = 60 * DAY


def open_items(clinic: Clinic) -> QuerySet[Attention]:
    """The clinic's open items of patients in care."""
    return Attention.objects.filter(end="", patient__clinic=clinic, patient__archived_at=None)


def items_of(membership: Membership) -> QuerySet[Attention]:
    """What one person looks after: their own patients' but for what they handed on, what was handed to them,
    and, where they run the clinic, what belongs to nobody who still works there."""
    own = Q(handed_to=None, patient__therapist=membership) | Q(handed_to=membership)
    if may(membership.role, Permission.RUN_CLINIC):
        own |= Q(handed_to=None, patient__therapist__is_active=False) | Q(handed_to__is_active=False)
    return open_items(membership.clinic).filter(own)


@transaction.atomic
def deal_with(*, patient: Patient, by: User, what_was_done: str) -> int:
    """Close all that is open for the patient; a lock stays until it is cleared. Returns how many were closed."""
    items = _held(patient).exclude(reason=Code.LOCK)
    is_contact = items.filter(reason=Code.CONTACT).exists()
    count = items.update(
        end=Attention.End.DONE, ended_at=timezone.now(), ended_by=by, what_was_done=what_was_done[:300]
    )
    if not count:
        raise ValidationError("Nothing was open that can be closed here. Somebody may have been faster.")
    audit.record("attention_done", clinic=patient.clinic, target=patient, by=by, detail=what_was_done)
    if is_contact and (plan := plans.last_of(patient)) and plans.kept_since(plan):
        plans.note_contact(plan=plan, by=by, reason=what_was_done)
    return count


@transaction.atomic
def snooze(*, patient: Patient, by: User, until: dt.date) -> None:
    """Put all of the patient's items off until that day, but never a lock. Raises ValidationError."""
    today = timezone.now().astimezone(patient.clinic.zone).date()
    if not today < until <= today + LONGEST_SNOOZE:
        raise ValidationError(f"Choose a day after today, at most {LONGEST_SNOOZE.days} days ahead.")
    _held(patient).exclude(reason=Code.LOCK).update(snoozed_until=until)
    audit.record("attention_snoozed", clinic=patient.clinic, target=patient, by=by, detail=f"{until}")


@transaction.atomic
def hand_to(*, patient: Patient, by: User, colleague: Membership) -> None:
    """Give all of the patient's open items to a colleague."""
    if colleague.clinic_id != patient.clinic_id or not colleague.is_staff or not colleague.is_active:
        raise ValidationError("Choose somebody who works in this clinic.")
    _held(patient).update(handed_to=colleague)
    audit.record("attention_handed", clinic=patient.clinic, target=patient, by=by, detail=f"{colleague.user}")


def _held(patient: Patient) -> QuerySet[Attention]:
    return Attention.objects.filter(patient=patient, end="")


# Thresholds


def thresholds_of(clinic: Clinic, patient: Patient | None = None) -> Thresholds:
    """The figures that hold for the clinic, or for one patient."""
    rows = Threshold.objects.filter(clinic=clinic).filter(Q(patient=None) | Q(patient=patient)).order_by("patient")
    of_clinic = {row.name: row.value for row in rows if row.patient_id is None}
    of_patient = {row.name: row.value for row in rows if row.patient_id is not None}
    return Thresholds().changed(**(of_clinic | of_patient))


@transaction.atomic
def set_thresholds(*, clinic: Clinic, by: User, values: Mapping[str, int], patient: Patient | None = None) -> None:
    """Change the figures; one that equals what would hold anyway is not kept. Everybody is looked at anew."""
    usual = thresholds_of(clinic) if patient else Thresholds()
    Threshold.objects.filter(clinic=clinic, patient=patient).delete()
    Threshold.objects.bulk_create(
        Threshold(clinic=clinic, patient=patient, name=name, value=values[name])
        for name in WORDS
        if name in values and values[name] != getattr(usual, name)
    )
    watching.note_all(clinic, patient)
    audit.record("thresholds_changed", clinic=clinic, target=patient or clinic, by=by, detail=f"{dict(values)}")
