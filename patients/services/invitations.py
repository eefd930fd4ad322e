"""Invitations: a link or QR code that signs one device in, once, after one tap."""

import datetime as dt
import hashlib
import secrets
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinic import audit, letters
from clinic.models import Membership, User
from patients.models import Invitation, Patient
from patients.services import settling
from patients.services.seats import seat_for

VALID_FOR = dt.timedelta(days=14)
DOUBLE_TAP = dt.timedelta(minutes=10)  # how long the very page that used a link may press its button again
TOKEN_BYTES = 32


@transaction.atomic
def invite(*, patient: Patient, by: User | None, send: bool = True) -> str:
    """Return a fresh link, good for 14 days, and e-mail it after commit; older unused ones run out.

    `by=None` means that the patient asked for it. Whether the e-mail went out stands in `delivery`.
    """
    now = timezone.now()
    patient.invitations.open_at(now).update(expires_at=now)
    settling.forget_step(patient)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = patient.invitations.create(token_hash=digest(token), created_by=by, expires_at=now + VALID_FOR)
    audit.record("patient_invited", clinic=patient.clinic, target=patient, by=by)
    link = settings.SITE_URL + reverse("start:open", args=[token])
    if send and patient.email:
        transaction.on_commit(partial(_deliver, invitation, link), robust=True)
    return link


def find(token: str) -> Invitation | None:
    """The invitation of this link in whatever state, as long as its patient is one now."""
    people = Invitation.objects.filter(patient__archived_at__isnull=True).select_related("patient__clinic")
    people = people if settings.DEMO else people.filter(patient__clinic__is_demo=False)
    return people.filter(token_hash=digest(token)).first()


def open_invitation(token: str) -> Invitation | None:
    """The invitation of this link if it can still be used."""
    invitation = find(token)
    usable = invitation and invitation.used_at is None and invitation.expires_at > timezone.now()
    return invitation if usable else None


@transaction.atomic
def accept(*, invitation: Invitation, page: str = "") -> Membership:
    """Use the link up and return the seat to sign in to; raises ValidationError when it was used or has run out.

    `page` names the page whose button was pressed: the same page may press it twice, since the
    browser forgets the first answer when it is tapped again while waiting.
    """
    now = timezone.now()
    mine = Invitation.objects.filter(pk=invitation.pk)
    if mine.open_at(now).update(used_at=now, used_from=digest(page) if page else ""):
        seat = seat_for(invitation.patient)
        audit.record("invitation_accepted", clinic=invitation.patient.clinic, target=invitation.patient, by=seat.user)
        return seat
    if page and mine.filter(used_from=digest(page), used_at__gt=now - DOUBLE_TAP).exists():
        return seat_for(invitation.patient)
    raise ValidationError("This link has run out.")


def send_again(*, address: str) -> int:
    """Send a fresh link to every current patient at this address; returns how many there are."""
    found = Patient.objects.current().filter(email__iexact=address).select_related("clinic")
    patients = list(found if settings.DEMO else found.filter(clinic__is_demo=False))
    for patient in patients:
        invite(patient=patient, by=None)
    return len(patients)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _deliver(invitation: Invitation, link: str) -> None:
    """Never raises; may be sent and yet recorded as unsent if the mail server answers too late."""
    patient = invitation.patient
    sent = letters.send(
        clinic=patient.clinic,
        to=patient.email,
        subject=f"{patient.clinic}: your link to get started",
        template="start/email_invitation",
        html=True,
        patient=patient,
        link=link,
    )
    invitation.delivery = Invitation.Delivery.SENT if sent else Invitation.Delivery.NOT_SENT
    invitation.save(update_fields=["delivery"])
