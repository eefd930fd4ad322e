"""By what programme a patient trains, and every change to it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.permissions import Permission, requires
from patients.caseload import finding
from patients.caseload.forms.plans import (
    AssignForm,
    DaysForm,
    DischargeForm,
    PauseForm,
    PhaseForm,
    ReasonForm,
    ReviewForm,
    StepForm,
)
from patients.caseload.views.inviting import way_in
from patients.services import discharging, giving, invitations, plans
from programmes.services import programmes_for

MOST_OFFERED = 12  # whoever types finds the others


class Change(NamedTuple):
    form: Callable[..., forms.Form]
    verb: Callable[..., Any]
    done: str


class Step(NamedTuple):
    """One change of state as the page offers it."""

    name: str
    title: str
    words: str
    form: forms.Form


CHANGES = {
    "days": Change(DaysForm, plans.set_days, "Days and hour changed."),
    "phase": Change(PhaseForm, plans.set_phase, "Phase changed."),
    "review": Change(ReviewForm, plans.set_review, "Review date changed."),
    "pause": Change(PauseForm, plans.pause, "Paused. No reminders go out until you resume."),
    "resume": Change(StepForm, plans.resume, "Resumed."),
    "maintain": Change(StepForm, plans.maintain, "Moved to keeping it up."),
    "contact": Change(ReasonForm, plans.note_contact, "Noted. The next contact comes up on its day."),
    "end": Change(DischargeForm, discharging.discharge, "Discharged. Both summaries are kept, ready to print."),
}

PAUSE = ("pause", "Pause", "For a holiday or an illness: no reminders, and the weeks do not count.")
RESUME = ("resume", "Resume", "Go on where the plan was.")
TRAIN = ("resume", "Back to training", "The full plan again.")
MAINTAIN = (
    "maintain", "Keep it up",
    "After relief: the plan goes on, and you are reminded of a word after 2 and 6 weeks, 3 and 6 months.",
)  # fmt: skip
STEPS = {
    "active": (PAUSE, MAINTAIN),
    "paused": (RESUME, MAINTAIN),
    "maintain": (TRAIN, PAUSE),
    "ended": (),
}


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients.current().select_related("clinic"), pk=pk)
    form = AssignForm(
        request.POST if request.method == "POST" else None,
        membership=request.membership,
        patient=patient,
        initial={"programme": request.GET.get("programme")},
    )
    if form.is_valid():
        how = dict(form.cleaned_data)
        send = bool(how.pop("send", False))
        try:
            plan, is_new = plans.assign_once(patient=patient, by=request.user, **how)
            shown = {}
            if is_new:
                link = invitations.invite(patient=patient, by=request.user, send=send)
                shown = way_in(patient, link, sent=send)
            return render(request, "caseload/assigned.html", {"patient": patient, "plan": plan, **shown})
        except ValidationError as error:
            form.add_error(None, error)
    context = {"patient": patient, "form": form, "present": patient.plans.open().select_related("programme").first()}
    return render(request, "caseload/assign.html", context, status=422 if form.errors else 200)


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, programme_pk: int) -> HttpResponse:
    """Choose to whom; where that is known already, go on to when.

    The builder comes with a form, before which it saves what was typed.
    """
    programme = get_object_or_404(programmes_for(request.membership).current(), pk=programme_pk)
    if request.method == "POST":
        return redirect("caseload:give", programme_pk)
    person = giving.made_for(request.membership, programme)
    if person and "anybody" not in request.GET:
        return redirect(f"{reverse('caseload:assign', args=[person.pk])}?programme={programme.pk}")
    q = finding.Wish.read(request.GET, membership=request.membership).q
    patients = request.clinic.patients.current()
    found = patients.matching(q) if q else patients.order_by("-created_at", "-pk")
    rows = list(found[: MOST_OFFERED + 1])
    has_more = len(rows) > MOST_OFFERED
    context = {"programme": programme, "q": q, "patients": rows[:MOST_OFFERED], "has_more": has_more}
    return render(request, "caseload/give.html#people" if request.htmx else "caseload/give.html", context)


@requires(Permission.TREAT_PATIENTS)
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    present = patient.plans.open().select_related("patient", "programme", "version").first()
    if present is None:
        return redirect("caseload:patient", pk)
    return plan_page(request, present, blank_forms(present))


@requires(Permission.TREAT_PATIENTS)
@require_POST
def change(request: HttpRequest, pk: int, plan_pk: int, change: str) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    plan = get_object_or_404(patient.plans.select_related("patient", "programme", "version"), pk=plan_pk)
    if change not in CHANGES:
        raise Http404
    form = CHANGES[change].form(request.POST, plan=plan, auto_id=ids(change))
    if form.is_valid():
        try:
            CHANGES[change].verb(plan=plan, by=request.user, **form.cleaned_data)
            messages.success(request, CHANGES[change].done)
            return redirect("caseload:patient", pk)
        except ValidationError as error:
            form.add_error(None, error)
    return plan_page(request, plan, blank_forms(plan) | {change: form}, refused=form)


def blank_forms(plan: Any) -> dict[str, forms.Form]:
    return {name: kind.form(plan=plan, auto_id=ids(name)) for name, kind in CHANGES.items()}


def ids(change: str) -> str:
    """Several forms stand on one page; their fields' ids must differ."""
    return f"id_{change}_%s"


def plan_page(
    request: HttpRequest, plan: Any, forms: dict[str, forms.Form], *, refused: forms.Form | None = None
) -> HttpResponse:
    steps = [Step(name, title, words, forms[name]) for name, title, words in STEPS[plan.state]]
    context = {
        "patient": plan.patient,
        "plan": plan,
        "forms": forms,
        "phases": plan.version.phases.all(),
        "steps": steps,
        "refused": refused,
    }
    return render(request, "caseload/plan.html", context, status=422 if refused else 200)
