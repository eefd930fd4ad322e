"""The first steps after the invitation, a short page each; every one can be left out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients.consent import LATEST, words_of
from patients.portal.gate import patients_only
from patients.portal.numbers import numbers_of
from patients.portal.welcome import KEYS, STEPS, Step, Visit
from patients.services import consents, settling

PLACE = "first_step"  # in the device's session: where to carry on


@patients_only
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Carry on where this device was left; whoever has settled in, or trained, is on Today."""
    if settling.is_settled(request.patient):
        return redirect("portal:today")
    place = request.session.get(PLACE)
    return redirect("portal:welcome_step", place if place in STEPS else KEYS[0])


@patients_only
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, key: str) -> HttpResponse:
    """One of the steps. “Not now” keeps nothing, Back keeps what was typed and agrees to nothing."""
    if key not in STEPS:
        raise Http404
    here, visit = STEPS[key], Visit(request.patient, request.patient.plans.open().first(), request.user)
    form = here.form(visit, request.POST if request.method == "POST" else None)
    button = request.POST.get("go")
    if button == "skip" or (button == "back" and key == "consent"):
        return _leave(request, here)
    if form.is_valid():
        try:
            here.keep(visit, form)
            return _leave(request, here)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    context = {"step": here, "form": form, "plan": visit.plan, "is_settled": settling.is_settled(request.patient)}
    more = _words(request) if key == "consent" else {}
    return render(request, here.template, context | more, status=422 if form.errors else 200)


@patients_only
@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """Straight to the exercises, whatever was not asked yet."""
    return _finish(request)


@patients_only
@require_POST
def not_me(request: HttpRequest) -> HttpResponse:
    """Sign out whoever opened somebody else's invitation, and let staff know."""
    clinic = request.clinic
    if not settling.is_settled(request.patient):
        settling.say_not_me(patient=request.patient, by=request.user)
    logout(request)
    return render(request, "portal/not_me.html", {"house": clinic, "numbers": numbers_of(clinic)})


@patients_only
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the agreement back."""
    if consents.withdraw(patient=request.patient, by=request.user):
        messages.success(request, f"Taken back. {request.clinic.name} can see that.")
    return redirect("portal:settings")


def _leave(request: HttpRequest, here: Step) -> HttpResponse:
    if settling.is_settled(request.patient):
        return redirect("portal:today")
    if request.POST.get("go") == "back":
        return _go(request, here.before or here.key)
    return _go(request, here.after) if here.after else _finish(request)


def _go(request: HttpRequest, key: str) -> HttpResponse:
    request.session[PLACE] = key
    settling.note_step(request.patient, STEPS[key].said)
    return redirect("portal:welcome_step", key)


def _finish(request: HttpRequest) -> HttpResponse:
    request.session.pop(PLACE, None)
    settling.settle(patient=request.patient, by=request.user)
    return redirect("portal:today")


def _words(request: HttpRequest) -> dict[str, Any]:
    given = consents.in_force(request.patient)
    return {"words": words_of(LATEST, request.clinic.name), "version": LATEST, "given": given}
