"""A flare-up: the safety questions first, then the easy plan; and when it is better, back step by step."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError as ShapeError

from patients.portal.gate import patients_only
from patients.portal.numbers import numbers_of
from patients.portal.sending import answer, is_sent, key_of
from patients.portal.standing import standing_of
from patients.portal.wire_between import SentFlare
from patients.services import flare_plans, flares, locks

BETTER = "Good to hear. For two weeks your programme asks for less than before, then for all of it again."


@patients_only
@require_http_methods(["GET", "HEAD", "POST"])
def flare(request: HttpRequest) -> HttpResponse:
    if is_sent(request):
        return answer(request, SentFlare, lambda sent: _store(request, sent))
    if request.method == "POST":
        try:
            address, _ = _store(request, _read(request))
        except (ShapeError, ValidationError):
            messages.error(request, "That page was out of date. Please try again.")
            return redirect("portal:flare")
        if request.POST.get("ends"):
            messages.success(request, BETTER)
        return redirect(address)
    numbers = numbers_of(request.clinic)
    standing = standing_of(request.patient)
    words = flare_plans.words_of(request.patient) if standing.has_open_flare else None
    context = {"standing": standing, "key": uuid.uuid4(), "numbers": numbers, "words": words}
    return render(request, "portal/flare.html", context)


def _read(request: HttpRequest) -> SentFlare:
    said = request.POST
    return SentFlare.model_validate(
        {
            "uuid": key_of(request),
            "local_date": said.get("local_date") or request.patient.today(),
            "ends": said.get("ends") or None,
            "signs": said.getlist("signs"),
        }
    )


def _store(request: HttpRequest, sent: SentFlare) -> tuple[str, bool]:
    told = {"patient": request.patient, "by": request.user}
    if sent.signs:
        _, is_new = locks.raise_once(uuid=sent.uuid, signs=sent.signs, noticed_at=sent.said_at, **told)
        return reverse("portal:alarm"), is_new
    if sent.ends:
        flares.end(ended_on=sent.local_date, **told)
        return reverse("portal:today"), False
    _, is_new = flares.begin_once(uuid=sent.uuid, began_on=sent.local_date, **told)
    return reverse("portal:flare"), is_new
