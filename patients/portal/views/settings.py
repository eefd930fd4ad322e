"""Training days, the hour, reminders; a rest for a while."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST

from patients.portal.forms_between import RestForm
from patients.portal.gate import patients_only
from patients.portal.wishes import KindsForm, WishesForm
from patients.reminders.snoozing import set_muted
from patients.services import consents, plans
from patients.services.wishes import set_wishes


@patients_only
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    plan = request.patient.plans.open().first()
    form = WishesForm(request.POST if request.method == "POST" else None, patient=request.patient, plan=plan)
    if form.is_valid():
        try:
            set_wishes(patient=request.patient, plan=plan, by=request.user, **form.wishes())
            messages.success(request, "Saved.")
            return redirect("portal:today")
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
    rest = RestForm(None, today=request.patient.today())
    kinds = KindsForm(None, patient=request.patient)
    consent = consents.in_force(request.patient)
    context = {"form": form, "plan": plan, "rest": rest, "kinds": kinds, "consent": consent}
    return render(request, "portal/settings.html", context, status=422 if form.errors else 200)


@patients_only
@require_POST
def kinds(request: HttpRequest) -> HttpResponse:
    """Which kinds of messages to get."""
    form = KindsForm(request.POST, patient=request.patient)
    if form.is_valid():
        set_muted(request.patient, form.muted(), by=request.user)
        messages.success(request, "Saved.")
    else:
        messages.error(request, "Choose things from this list.")
    return redirect("portal:settings")


@patients_only
@require_POST
def pause(request: HttpRequest) -> HttpResponse:
    """Rest for a while: a holiday, an illness; until a day, or without one."""
    plan = request.patient.plans.open().first()
    rest = RestForm(request.POST, today=request.patient.today())
    if not rest.is_valid():
        form = WishesForm(None, patient=request.patient, plan=plan)
        context = {"form": form, "plan": plan, "rest": rest, "kinds": KindsForm(None, patient=request.patient)}
        return render(request, "portal/settings.html", context, status=422)
    if plan:
        until = rest.cleaned_data["until"]
        try:
            plans.pause(plan=plan, by=request.user, why=rest.wherefore, resume_on=until)
            messages.success(request, _resting(until))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    return redirect("portal:today")


def _resting(until: dt.date | None) -> str:
    if until is None:
        return "Your programme rests. Nothing is expected until you start again."
    return f"Your programme rests and goes on by itself on {date_format(until, 'l j F')}. You can come back earlier."


@patients_only
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    plan = request.patient.plans.open().first()
    if plan and plan.state == "paused":
        try:
            plans.resume(plan=plan, by=request.user, reason="Taken up again by the patient", seen="paused")
            messages.success(request, "Welcome back. Start gently, with less than before if you like.")
        except ValidationError as refusal:  # somebody at the clinic was faster
            messages.error(request, " ".join(refusal.messages))
    return redirect("portal:today")
