"""One of the signs that need help: the list, and the emergency screen at once."""

import uuid

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError as ShapeError

from patients.portal.gate import emergency, patients_only
from patients.portal.numbers import numbers_of
from patients.portal.sending import answer, is_sent, key_of
from patients.portal.standing import standing_of
from patients.portal.wire_between import SentAlarm
from patients.services import locks


@patients_only
@require_http_methods(["GET", "HEAD", "POST"])
def alarm(request: HttpRequest) -> HttpResponse:
    """While a lock is open, the emergency screen; `?more=1` asks for another sign."""
    if is_sent(request):
        return answer(request, SentAlarm, lambda sent: _store(request, sent))
    error = ""
    if request.method == "POST":
        try:
            _store(request, SentAlarm(uuid=key_of(request), signs=request.POST.getlist("signs")))
            return redirect("portal:alarm")
        except (ShapeError, ValidationError):
            error = "Tick what is new or getting worse. If nothing is, go back: nothing was sent."
    elif standing_of(request.patient).is_locked and "more" not in request.GET:
        return emergency(request)
    context = {"key": uuid.uuid4(), "error": error, "numbers": numbers_of(request.clinic)}
    return render(request, "portal/alarm.html", context, status=422 if error else 200)


def _store(request: HttpRequest, sent: SentAlarm) -> tuple[str, bool]:
    _, is_new = locks.raise_once(
        patient=request.patient, uuid=sent.uuid, signs=sent.signs, by=request.user, noticed_at=sent.said_at
    )
    return reverse("portal:alarm"), is_new
