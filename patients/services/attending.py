"""What staff do about the open items: deal with them, put them off, hand them on; every step is in the trail."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from clinic import audit
from clinic.models import AuditEvent, Clinic, Membership, User
from clinic.permissions import Permission, may
from patients import watching
from patients.models import Attention, Patient, Threshold
from patients.progress.attention import WORDS, Code, Thresholds
from patients.schedule import DAY
from patients.services import plans
from patients.standing_in import Colleague, keepers, staff_of

LONGEST_SNOOZE = 60 * DAY
CHANGES_SHOWN = 10


def open_items(clinic: Clinic) -> QuerySet[Attention]:
    """The clinic's open items of patients in care."""
    return Attention.objects.filter(end="", patient__clinic=clinic, patient__archived_at=None)


def items_of(membership: Membership, staff: Iterable[Colleague] | None = None) -> QuerySet[Attention]:
    """What one person looks after: their own patients' but for what they handed on, what was handed to them, the
    same of whom they stand in for, and, where they run the clinic, what nobody else looks after. What was handed to
    somebody who has left is again where it came from."""
    kept = keepers(staff_of(membership.clinic) if staff is None else staff)
    whose = {pk for pk, keeper in kept.items() if keeper == membership.pk} | {membership.pk}
    if may(membership.role, Permission.RUN_CLINIC):
        whose |= {pk for pk, keeper in kept.items() if keeper is None}
    came_back = Q(handed_to=None) | Q(handed_to__is_active=False)
    own = Q(handed_to__in=whose, handed_to__is_active=True) | Q(came_back, patient__therapist__in=whose)
    return open_items(membership.clinic).filter(own)


@transaction.atomic
def deal_with(*, patient: Patient, by: User, what_was_done: str, items: Collection[int] | None = None) -> int:
    """Close what is open for the patient, or of it only the `items` that were on the screen; a lock stays until it
    is cleared. Returns how many were closed. Raises ValidationError where a colleague was faster."""
    closing = _closable(patient, items)
    is_contact = closing.filter(reason=Code.CONTACT).exists()
    count = closing.update(
        end=Attention.End.DONE, ended_at=timezone.now(), ended_by=by, what_was_done=what_was_done[:300]
    )
    _check_any(count, patient)
    audit.record("attention_done", clinic=patient.clinic, target=patient, by=by, detail=what_was_done)
    if is_contact and (plan := plans.last_of(patient)) and plans.kept_since(plan):
        plans.note_contact(plan=plan, by=by, reason=what_was_done)
    return count


@transaction.atomic
def snooze(*, patient: Patient, by: User, until: dt.date, items: Collection[int] | None = None) -> None:
    """Put the patient's items off until that day, but never a lock. Raises ValidationError."""
    today = timezone.now().astimezone(patient.clinic.zone).date()
    if not today < until <= today + LONGEST_SNOOZE:
        raise ValidationError(f"Choose a day after today, at most {LONGEST_SNOOZE.days} days ahead.")
    _check_any(_closable(patient, items).update(snoozed_until=until), patient)
    audit.record("attention_snoozed", clinic=patient.clinic, target=patient, by=by, detail=f"{until}")


@transaction.atomic
def hand_to(*, patient: Patient, by: User, colleague: Membership, items: Collection[int] | None = None) -> None:
    """Give the patient's open items to a colleague. Raises ValidationError."""
    if colleague.clinic_id != patient.clinic_id or not colleague.is_staff or not colleague.is_active:
        raise ValidationError("Choose somebody who works in this clinic.")
    _check_any(_held(patient, items).update(handed_to=colleague), patient)
    audit.record("attention_handed", clinic=patient.clinic, target=patient, by=by, detail=f"{colleague.user}")


def _held(patient: Patient, items: Collection[int] | None) -> QuerySet[Attention]:
    """What is open; what came up after somebody's page was made is not theirs to close unseen."""
    found = Attention.objects.filter(patient=patient, end="")
    return found if items is None else found.filter(pk__in=items)


def _closable(patient: Patient, items: Collection[int] | None) -> QuerySet[Attention]:
    return _held(patient, items).exclude(reason=Code.LOCK)


def _check_any(count: int, patient: Patient) -> None:
    """Where nothing was open any more, say who was faster."""
    if count:
        return
    last = patient.attention.filter(end=Attention.End.DONE).select_related("ended_by").order_by("-ended_at").first()
    told = "Nothing is open here that can be put aside."
    if last and last.ended_by:
        told += f" {last.ended_by} dealt with it last: {last.what_was_done}"
    raise ValidationError(told)


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
    before = thresholds_of(clinic, patient)
    Threshold.objects.filter(clinic=clinic, patient=patient).delete()
    Threshold.objects.bulk_create(
        Threshold(clinic=clinic, patient=patient, name=name, value=values[name])
        for name in WORDS
        if name in values and values[name] != getattr(usual, name)
    )
    watching.note_all(clinic, patient)
    audit.record("thresholds_changed", clinic=clinic, target=patient or clinic, by=by, detail=_said(before, values))


def _said(before: Thresholds, values: Mapping[str, int]) -> str:
    """What was changed, in the words of the page."""
    now = {name: (getattr(before, name), value) for name, value in values.items() if name in WORDS}
    changed = [f"{WORDS[name][0].strip(' …')}: {old} → {new}" for name, (old, new) in now.items() if old != new]
    return "; ".join(changed) or "nothing"


def changes_of_thresholds(clinic: Clinic, patient: Patient | None = None) -> list[AuditEvent]:
    """Who changed which figure when, the newest first, for the clinic or for one patient."""
    about: Clinic | Patient = patient or clinic
    found = AuditEvent.objects.filter(clinic_ref=clinic.pk, verb="thresholds_changed")
    found = found.filter(target_type=about._meta.model_name, target_ref=str(about.pk)).exclude(detail="nothing")
    return list(found.order_by("-id")[:CHANGES_SHOWN])
