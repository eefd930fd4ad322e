"""Invite the clinic's staff, and end or renew their access; patients have verbs of their own."""

from collections.abc import Callable

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from clinic import audit, letters
from clinic.models import Clinic, Membership, Role, User

# Run inside the transaction that ends somebody's access; rooms above this one put their consequence here.
ON_LEAVING: list[Callable[[Membership, User], None]] = []
STAFF_ROLES = [(role.value, role.label) for role in (Role.THERAPIST, Role.ADMIN)]


@transaction.atomic
def invite(*, clinic: Clinic, name: str, email: str, role: str, by: User) -> Membership:
    """Give somebody a staff seat; `send_link` tells them. The user is made without a password."""
    if role == Role.PATIENT:
        raise ValueError("patients are not staff")
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email=email, name=name)
    if clinic.memberships.staff().filter(user=user).exists():
        raise ValidationError({"email": "This person is on your list already."})
    if not user.name:
        user.name = name
        user.save(update_fields=["name"])
    seat = clinic.memberships.create(user=user, role=role)
    audit.record("staff_invited", clinic=clinic, target=seat, by=by, detail=role)
    return seat


def send_link(*, person: Membership, by: User) -> bool:
    """E-mail how to sign in, with a link to choose a password where there is none; True if the mail server took it."""
    needs_password = not person.user.has_usable_password()
    sent = letters.send(
        clinic=person.clinic,
        to=person.user.email or "",
        subject=f"{person.clinic}: your way in",
        template="clinic/email_staff",
        person=person,
        link=_password_link(person.user) if needs_password else settings.SITE_URL + reverse("account_login"),
        needs_password=needs_password,
    )
    audit.record("staff_link_sent" if sent else "staff_link_not_sent", clinic=person.clinic, target=person, by=by)
    return sent


def _password_link(user: User) -> str:
    where = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=where)


@transaction.atomic
def deactivate(*, person: Membership, by: User) -> Membership:
    """End access at once; what they wrote and whom they treated stays with the clinic."""
    Clinic.objects.select_for_update().get(pk=person.clinic_id)  # two admins may not remove each other at once
    if person.user_id == by.pk:
        raise ValidationError("You cannot end your own access. Ask another admin.")
    admins = person.clinic.memberships.active().filter(role=Role.ADMIN)
    if person.role == Role.ADMIN and not admins.exclude(pk=person.pk).exists():
        raise ValidationError("A clinic needs at least one admin.")
    for consequence in ON_LEAVING:
        consequence(person, by)
    return _set_active(person, False, "staff_deactivated", by)


@transaction.atomic
def reactivate(*, person: Membership, by: User) -> Membership:
    return _set_active(person, True, "staff_reactivated", by)


def _set_active(person: Membership, active: bool, verb: str, by: User) -> Membership:
    person.is_active = active
    person.save(update_fields=["is_active"])
    audit.record(verb, clinic=person.clinic, target=person, by=by)
    return person
