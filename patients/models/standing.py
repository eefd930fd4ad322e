"""How a patient stands: locked by a sign, in a flare-up, coming back from one; read with the patient, in one go."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from patients import easing
from patients.models.between import Flare, SafetyLock
from patients.models.patient import Patient, PatientQuerySet

COLUMNS = ("standing_lock", "standing_cleared_at", "standing_flare", "standing_began_on", "standing_ended_on")


@dataclass(frozen=True)
class Standing:
    """What decides whether and how much is trained; `lock` is the urgency of an open one, or empty."""

    lock: str
    cleared_at: dt.datetime | None
    flare: uuid.UUID | None
    began_on: dt.date | None
    ended_on: dt.date | None

    @property
    def is_locked(self) -> bool:
        return bool(self.lock)

    @property
    def has_open_flare(self) -> bool:
        return self.flare is not None and self.ended_on is None

    def in_flare(self, day: dt.date) -> bool:
        return easing.is_in_flare(day, self.began_on, self.ended_on)

    def share(self, day: dt.date) -> int:
        """Per cent of each dose."""
        return easing.share_in(day, self.began_on, self.ended_on)


def with_standing(patients: PatientQuerySet) -> PatientQuerySet:
    """Read with each patient how they stand: the open lock, the last one cleared, the newest flare-up."""
    locks = SafetyLock.objects.filter(patient=OuterRef("pk"))
    newest = Flare.objects.filter(patient=OuterRef("pk"))
    return patients.annotate(
        standing_lock=Subquery(locks.open().values("urgency")[:1]),
        standing_cleared_at=Subquery(locks.looked_at().order_by("-cleared_at").values("cleared_at")[:1]),
        standing_flare=Subquery(newest.values("uuid")[:1]),
        standing_began_on=Subquery(newest.values("began_on")[:1]),
        standing_ended_on=Subquery(newest.values("ended_on")[:1]),
    )


def standing_of(patient: Patient) -> Standing:
    """How this patient stands; no query where they were read `with_standing`, else one."""
    if any(name not in patient.__dict__ for name in COLUMNS):
        patient = with_standing(Patient.objects.filter(pk=patient.pk)).get()
    lock, *others = (getattr(patient, name) for name in COLUMNS)
    return Standing(lock or "", *others)
