"""Who may do what: one table of roles, and the decorator that asks it."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from clinic import scripts
from clinic.models import Role

View = Callable[..., HttpResponseBase]


class Permission(StrEnum):
    SEE_PATIENTS = "see patients and what they logged"
    TREAT_PATIENTS = "write notes, assign and change plans"
    CLEAR_LOCKS = "look at a sign that needs help, and open the programme again"
    SEE_LIBRARY = "see exercises and programmes"
    BUILD_PROGRAMMES = "build and publish programmes"
    EXPORT_HANDOUTS = "print handouts"
    RUN_CLINIC = "change the clinic, its people and its colours"
    TRAIN = "train with one's own plan"


STAFF = {Permission.SEE_PATIENTS, Permission.SEE_LIBRARY, Permission.EXPORT_HANDOUTS}
ROLES: dict[str, set[Permission]] = {
    Role.ADMIN: STAFF | {Permission.RUN_CLINIC, Permission.TREAT_PATIENTS, Permission.BUILD_PROGRAMMES},
    Role.THERAPIST: STAFF | {Permission.TREAT_PATIENTS, Permission.BUILD_PROGRAMMES, Permission.CLEAR_LOCKS},
    Role.PATIENT: {Permission.TRAIN},
}


def may(role: str, permission: Permission) -> bool:
    return permission in ROLES[role]


def requires(permission: Permission) -> Callable[[View], View]:
    """Let through only whose role may do this.

    A colleague without the right is told so (403); on the other side of the house, patient or
    staff, the page does not exist (404).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            membership = request.membership
            if membership is None:  # nobody yet: `home` asks who it is, or says that there is no seat
                return scripts.signed_out() if scripts.wants_json(request) else redirect("home")
            if membership.is_staff == (permission is Permission.TRAIN):
                raise Http404
            if not may(membership.role, permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def members_only(view: View) -> View:
    """Let through whoever has a seat in some clinic, staff and patients alike; they see their own clinic's."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.clinic else redirect("home")

    guarded.permission = "a seat in the clinic"  # type: ignore[attr-defined]
    return guarded
