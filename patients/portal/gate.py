"""The door of the patient's pages: only whoever trains, and only with their own rows; closed to training by a lock."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from clinic.permissions import Permission, View, requires
from patients.models import standing_of
from patients.portal.numbers import numbers_of

LOCKED = 423  # RFC 4918: the programme is closed until a clinician opens it


def patients_only(view: View) -> View:
    """Let through a patient in care; for anybody else, an archived patient too, the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.patient is None:
            raise Http404
        return view(request, *args, **kwargs)

    return requires(Permission.TRAIN)(guarded)


def unless_locked(view: View) -> View:
    """Show the emergency screen instead of exercises while a lock is open; a form that is sent then stores nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if standing_of(request.patient).is_locked:
            return emergency(request, status=LOCKED if request.method == "POST" else 200)
        return view(request, *args, **kwargs)

    return guarded


def emergency(request: HttpRequest, status: int = 200) -> HttpResponse:
    """Whom to call, what to show, and whether the clinic knows."""
    lock = request.patient.locks.open().first()
    return render(request, "portal/locked.html", {"lock": lock, "numbers": numbers_of(request.clinic)}, status=status)
