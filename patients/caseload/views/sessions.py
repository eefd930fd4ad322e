"""What was done in one session."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clinic.permissions import Permission, requires
from patients.caseload.session import items
from patients.services.logs import is_fresh


@requires(Permission.SEE_PATIENTS)
@require_safe
def session(request: HttpRequest, pk: int, log_pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    log = get_object_or_404(patient.logs.select_related("session"), pk=log_pk)
    context = {"patient": patient, "log": log, "items": items(log, unit=request.clinic.weight_unit)}
    context |= {"may_change": log.source == "staff" and is_fresh(log)}
    return render(request, "caseload/session.html#done" if request.htmx else "caseload/session.html", context)
