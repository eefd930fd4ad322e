"""A patient's seat: the membership at whatever address the clinic has for them now."""

from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.db import transaction

from clinic.models import Membership, Role, User
from patients.models import Patient


@transaction.atomic
def seat_for(patient: Patient) -> Membership:
    """Return the patient's seat, made or moved so that it stands at their present address; may be called any time.

    To be called whenever an address is set, changed or removed, and when a patient is archived or
    comes back. Moving the seat ends what other devices could see through the old address.
    """
    seat = patient.membership
    user = _user_for(patient, seat)
    active = patient.archived_at is None
    if seat is None:
        seat = user.memberships.create(clinic=patient.clinic, role=Role.PATIENT, is_active=active)
        patient.membership = seat
        patient.save(update_fields=["membership"])
    elif (seat.user_id, seat.is_active) != (user.pk, active):
        seat.user, seat.is_active = user, active
        seat.save(update_fields=["user", "is_active"])
    return seat


def names(seats: Sequence[Membership]) -> dict[int, str]:
    """Whose seats these are, for the page that asks who is training."""
    patients = Patient.objects.filter(membership__in=seats).select_related("clinic") if seats else []
    return {patient.membership_id: f"{patient.name}, {patient.clinic}" for patient in patients if patient.membership_id}


def _user_for(patient: Patient, seat: Membership | None) -> User:
    """The user at the patient's address; one without an address for a patient without."""
    sitting = seat.user if seat else None
    address = patient.email.lower() or None
    if sitting and sitting.email == address:
        return sitting
    if address is None:
        return User.objects.create_user(email=None)
    if sitting and sitting.email is None and not User.objects.filter(email=address).exists():
        sitting.email = address  # the same person now has an address: their device stays signed in
        sitting.save(update_fields=["email"])
        return sitting
    return User.objects.get_or_create(email=address, defaults={"password": make_password(None)})[0]
