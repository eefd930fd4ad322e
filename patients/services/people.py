"""Take patients into care, keep what is known about them, and write notes."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.models import Clinic, Membership, User
from exercises.vocabulary import Equipment, Precaution
from patients import watching
from patients.models import Note, Patient, PatientTag
from patients.reminders import planning
from patients.services import plans
from patients.services.seats import seat_for

REMINDED_BY = {"email", "timezone", "reminders_on", "reminder_hour"}
TAG_WORDS = {PatientTag.Kind.PRECAUTION: Precaution.values, PatientTag.Kind.EQUIPMENT: Equipment.values}


class Details(TypedDict, total=False):
    """What staff write down about a person."""

    therapist: Membership
    first_name: str
    last_name: str
    email: str
    phone: str
    date_of_birth: dt.date | None
    timezone: str
    goal: str
    minutes_available: int | None
    figure_look: str
    reminders_on: bool
    reminder_hour: dt.time


@transaction.atomic
def add_patient(
    *,
    clinic: Clinic,
    by: User,
    precautions: Iterable[str] = (),
    equipment: Iterable[str] = (),
    token: uuid.UUID | None = None,
    **details: Unpack[Details],
) -> Patient:
    """Take a person into the clinic's care; the same `token` again returns the one it made before."""
    details.setdefault("timezone", clinic.timezone)
    _refuse_strangers(clinic, details)
    if token is None:
        patient, is_new = clinic.patients.create(**details), True
    else:
        patient, is_new = clinic.patients.get_or_create(form_token=token, defaults=details)
    if is_new:
        _set_tags(patient, PatientTag.Kind.PRECAUTION, precautions)
        _set_tags(patient, PatientTag.Kind.EQUIPMENT, equipment)
        watching.note(patient.pk)
        audit.record("patient_added", clinic=clinic, target=patient, by=by)
        if patient.email:
            seat_for(patient)
    return patient


@transaction.atomic
def change_patient(
    *,
    patient: Patient,
    by: User,
    precautions: Iterable[str] | None = None,
    equipment: Iterable[str] | None = None,
    **details: Unpack[Details],
) -> Patient:
    """Correct what is known; what is not named stays. A new address gets its own way in."""
    _refuse_strangers(patient.clinic, details)
    changed = [name for name, value in details.items() if getattr(patient, name) != value]
    for name in changed:
        setattr(patient, name, details[name])  # type: ignore[literal-required]
    if changed:
        patient.save(update_fields=changed)
    if precautions is not None and _set_tags(patient, PatientTag.Kind.PRECAUTION, precautions):
        changed.append("precautions")
    if equipment is not None and _set_tags(patient, PatientTag.Kind.EQUIPMENT, equipment):
        changed.append("equipment")
    if changed:
        watching.note(patient.pk)
        audit.record("patient_changed", clinic=patient.clinic, target=patient, by=by, detail=", ".join(changed))
    if "email" in changed:
        seat_for(patient)
    if REMINDED_BY.intersection(changed):
        planning.replan(patient)
    return patient


def note_seen(*, patient: Patient, by: User) -> None:
    """Leave a trail of who opened the record: reading counts too."""
    audit.record("patient_seen", clinic=patient.clinic, target=patient, by=by)


@transaction.atomic
def archive(*, patient: Patient, by: User) -> None:
    """Put the record away: the plan rests, reminders stop, nothing is deleted."""
    if patient.archived_at:
        return
    patient.archived_at = timezone.now()
    patient.save(update_fields=["archived_at"])
    for plan in patient.plans.training():
        plans.pause(plan=plan, by=by, reason="Archived")
    if patient.membership_id:
        seat_for(patient)
    watching.note(patient.pk)
    planning.replan(patient)
    audit.record("patient_archived", clinic=patient.clinic, target=patient, by=by)


@transaction.atomic
def restore(*, patient: Patient, by: User) -> None:
    """Take the record up again; a plan that rests is resumed by hand."""
    if patient.archived_at is None:
        return
    patient.archived_at = None
    patient.save(update_fields=["archived_at"])
    if patient.membership_id:
        seat_for(patient)
    watching.note(patient.pk)
    audit.record("patient_restored", clinic=patient.clinic, target=patient, by=by)


@transaction.atomic
def add_note(*, patient: Patient, text: str, by: User, token: uuid.UUID | None = None) -> Note:
    """Add a note; it is corrected by adding another. The same `token` again adds nothing."""
    fields = {"text": text, "created_by": by}
    if token is None:
        note, is_new = patient.notes.create(**fields), True
    else:
        note, is_new = patient.notes.get_or_create(form_token=token, defaults=fields)
    if is_new:
        audit.record("note_added", clinic=patient.clinic, target=patient, by=by)
    return note


def _refuse_strangers(clinic: Clinic, details: Details) -> None:
    therapist = details.get("therapist")
    if therapist and (therapist.clinic_id != clinic.pk or not therapist.is_staff):
        raise ValueError("the therapist is not on this clinic's staff")


def _set_tags(patient: Patient, kind: PatientTag.Kind, values: Iterable[str]) -> bool:
    """Make these the patient's tags of that kind; returns whether anything changed."""
    wanted = set(values)
    if unknown := wanted - set(TAG_WORDS[kind]):
        raise ValueError(f"unknown {kind}: {sorted(unknown)}")
    present = set(patient.tags.filter(kind=kind).values_list("value", flat=True)) if patient.pk else set()
    patient.tags.filter(kind=kind, value__in=present - wanted).delete()
    patient.tags.bulk_create(PatientTag(patient=patient, kind=kind, value=value) for value in sorted(wanted - present))
    return wanted != present
