"""A patient's first steps after the invitation, and how far somebody in the same room sees that they are."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from clinic import audit
from clinic.models import User
from patients.models import Invitation, Patient, SessionLog
from patients.models.patient import PatientQuerySet
from patients.services import people

STEP_KEPT_SECONDS = 30 * 60  # as long as anybody sits beside it
NOT_ME = "not_me"
NOT_ME_NOTE = (
    "“This is not me” was tapped right after an invitation had been opened. That device was signed out. "
    "Check the e-mail address, then invite again."
)


@dataclass(frozen=True)
class Progress:
    """How far the newest invitation has come: its link used, at which step, settled, a session stored since."""

    first_name: str
    is_signed_in: bool
    step: str
    is_settled: bool
    has_trained: bool


def is_settled(patient: Patient) -> bool:
    """Whoever has trained needs no first steps."""
    return patient.settled_at is not None or patient.last_session_on is not None


def settle(*, patient: Patient, by: User) -> None:
    """Note once that the first steps are done, skipped or not."""
    now = timezone.now()
    if Patient.objects.filter(pk=patient.pk, settled_at=None).update(settled_at=now):
        patient.settled_at = now
        audit.record("patient_settled", clinic=patient.clinic, target=patient, by=by)
    forget_step(patient)


@transaction.atomic
def say_not_me(*, patient: Patient, by: User) -> None:
    """Somebody else opened the invitation: staff read it as a note."""
    people.add_note(patient=patient, text=NOT_ME_NOTE, by=by)
    audit.record("not_me", clinic=patient.clinic, target=patient, by=by)
    note_step(patient, NOT_ME)


def note_step(patient: Patient, step: str) -> None:
    """Remember for a while at which step the phone is, in words; nothing depends on it, so no row is written."""
    cache.set(_key(patient.pk), step, STEP_KEPT_SECONDS)


def forget_step(patient: Patient) -> None:
    """A new invitation begins anew."""
    cache.delete(_key(patient.pk))


def progress_of(patients: PatientQuerySet, pk: int) -> Progress | None:
    """How far this patient has come with the newest invitation; one query, None for nobody."""
    newest = Invitation.objects.filter(patient=OuterRef("pk")).order_by("-pk")
    since = SessionLog.objects.filter(patient=OuterRef("pk"), logged_at__gte=OuterRef("made_at"))
    found = (
        patients.filter(pk=pk)
        .annotate(used_at=Subquery(newest.values("used_at")[:1]), made_at=Subquery(newest.values("created_at")[:1]))
        .annotate(has_trained=Exists(since))
        .values_list("first_name", "used_at", "settled_at", "has_trained")
        .first()
    )
    if found is None:
        return None
    first_name, used_at, settled_at, has_trained = found
    return Progress(first_name, used_at is not None, cache.get(_key(pk), ""), settled_at is not None, has_trained)


def _key(patient: int) -> str:
    return f"patients:first-step:{patient}"
