"""Enter a sheet, correct the entry, take it back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clinic.permissions import Permission, requires
from patients.paper.sheet import Sheet, choice_of
from patients.services import logs

STAFF = "staff"
TOO_OLD = f"An entry can be changed for {logs.EDIT_HOURS} hours. Write a note instead."


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients.current(), pk=pk)
    patient.clinic = request.clinic  # already read
    choice = choice_of(patient)
    asked = request.GET.get("session", "")
    session = int(asked) if asked.isdecimal() and len(asked) < 19 else choice.turn
    if session is None:
        return render(request, "paper/enter.html", {"patient": patient})
    sheet = Sheet.of(patient, session, request.POST if request.method == "POST" else None)
    if request.method == "POST" and sheet.is_valid():
        try:
            log = logs.store(patient=patient, entry=sheet.entry(), by=request.user, source=STAFF)
            messages.success(request, f"{log.session.title} of {log.local_date:%-d %B} is in the record.")
            return redirect("paper:enter" if "another" in request.POST else "caseload:patient", pk)
        except ValidationError as refusal:
            sheet.refuse(refusal)
    context = {"patient": patient, "choice": choice, "sheet": sheet}
    return render(request, "paper/enter.html", context, status=422 if request.method == "POST" else 200)


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int, log_pk: int) -> HttpResponse:
    patient, log = _entered(request, pk, log_pk)
    if not logs.is_fresh(log):
        messages.info(request, TOO_OLD)
        return redirect("caseload:patient", pk)
    sheet = Sheet.of(patient, log.session_id, request.POST if request.method == "POST" else None, log)
    if request.method == "POST" and sheet.is_valid():
        try:
            logs.revise(log=log, entry=sheet.entry(), by=request.user)
            messages.success(request, "Changed.")
            return redirect("caseload:patient", pk)
        except ValidationError as refusal:
            sheet.refuse(refusal)
    context = {"patient": patient, "sheet": sheet}
    return render(request, "paper/enter.html", context, status=422 if request.method == "POST" else 200)


@requires(Permission.TREAT_PATIENTS)
@require_POST
def remove(request: HttpRequest, pk: int, log_pk: int) -> HttpResponse:
    _, log = _entered(request, pk, log_pk)
    try:
        logs.withdraw(log=log, by=request.user)
        messages.success(request, "Taken back. It is not in the record any more.")
    except ValidationError:
        messages.info(request, TOO_OLD)
    return redirect("caseload:patient", pk)


def _entered(request: HttpRequest, pk: int, log_pk: int) -> tuple[Any, Any]:
    """The patient, and an entry of theirs that staff made; what patients logged is theirs to change."""
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    patient.clinic = request.clinic  # already read
    log = get_object_or_404(patient.logs.select_related("session", "plan"), pk=log_pk, source=STAFF)
    log.patient = patient
    return patient, log
