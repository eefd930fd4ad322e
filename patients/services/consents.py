"""Agree to what is kept, and take that back; every time is a row of its own."""

from django.db import transaction
from django.utils import timezone

from clinic import audit
from clinic.models import User
from patients.consent import LATEST, WORDS
from patients.models import Consent, Patient


def in_force(patient: Patient) -> Consent | None:
    """What the patient agreed to and has not taken back; one query."""
    return patient.consents.filter(withdrawn_at=None).first()


def is_asked(patient: Patient) -> bool:
    """Whether the words of today were not agreed to; one query."""
    return not patient.consents.filter(withdrawn_at=None, version=LATEST).exists()


@transaction.atomic
def give(*, patient: Patient, version: int, by: User) -> Consent:
    """Agree to the words of this version; agreeing twice is agreeing once."""
    if version not in WORDS:
        raise ValueError(f"there are no words {version}")
    Patient.objects.select_for_update(of=("self",)).get(pk=patient.pk)
    now = timezone.now()
    present = in_force(patient)
    if present and present.version == version:
        return present
    patient.consents.filter(withdrawn_at=None).update(withdrawn_at=now)
    given = patient.consents.create(version=version, given_at=now)
    audit.record("consent_given", clinic=patient.clinic, target=patient, by=by, detail=f"words {version}")
    return given


@transaction.atomic
def withdraw(*, patient: Patient, by: User) -> bool:
    """Take it back; returns whether there was anything to take back."""
    if not patient.consents.filter(withdrawn_at=None).update(withdrawn_at=timezone.now()):
        return False
    audit.record("consent_withdrawn", clinic=patient.clinic, target=patient, by=by)
    return True
