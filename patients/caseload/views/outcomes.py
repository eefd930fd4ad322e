"""What has become of it: outcomes against the start."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clinic.permissions import Permission, requires
from patients.caseload.forms.outcomes import OutcomeForm
from patients.progress.instruments import INSTRUMENTS, PSFS
from patients.services import outcomes, people


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """All outcomes, the schedule, and the form of the instrument that the address names."""
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    instrument = INSTRUMENTS.get(request.GET.get("instrument", ""), INSTRUMENTS[PSFS])
    found, today = outcomes.outcomes_of(patient), patient.today()
    known = [line.name for one in found if one.instrument == instrument for line in one.lines if line.name]
    data = request.POST if request.method == "POST" else None
    form = OutcomeForm(data, instrument=instrument, known=known, today=today)
    if form.is_valid():
        said: dict[str, Any] = {"taken_on": form.cleaned_data["taken_on"], "token": form.cleaned_data["token"]}
        try:
            outcomes.enter(patient=patient, by=request.user, instrument=instrument.code, scores=form.scores(), **said)
            messages.success(request, f"Entered: {instrument.name}.")
            return redirect("caseload:outcomes", pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    if request.method == "GET":
        people.note_seen(patient=patient, by=request.user)
    context = {
        "patient": patient,
        "outcomes": found,
        "schedule": outcomes.schedule_of(patient, today),
        "form": form,
        "instrument": instrument,
        "instruments": INSTRUMENTS.values(),
    }
    return render(request, "caseload/outcomes.html", context, status=422 if form.errors else 200)


@requires(Permission.TREAT_PATIENTS)
@require_POST
def take_back(request: HttpRequest, pk: int, measure_pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    outcomes.take_back(measure=get_object_or_404(patient.measures.all(), pk=measure_pk), by=request.user)
    messages.success(request, "Taken back.")
    return redirect("caseload:outcomes", pk)
