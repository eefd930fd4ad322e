"""A patient's plan on paper."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from clinic.permissions import Permission, requires
from patients.services import discharging, printing
from programmes import handouts


@requires(Permission.EXPORT_HANDOUTS)
@require_safe
def handout(request: HttpRequest, pk: int) -> HttpResponse:
    found = printing.ready(clinic=request.clinic, patient=pk)
    if found is None:
        patient = get_object_or_404(request.clinic.patients, pk=pk)
        messages.info(request, f"{patient.first_name} has no plan to print yet. Assign a programme first.")
        return redirect("caseload:patient", pk)
    choice = handouts.Choice.read(request.GET, request.clinic, layouts=handouts.TO_CHOOSE)
    return handouts.pdf_response(
        request,
        lambda: printing.print_plan(found, by=request.user, choice=choice),
        name=f"{found.programme} {found.first_name}",
        choice=choice,
    )


@requires(Permission.EXPORT_HANDOUTS)
@require_safe
def summary(request: HttpRequest, pk: int, summary_pk: int) -> HttpResponse:
    """What was said at discharge, as it was said then."""
    found = discharging.find(request.clinic, patient=pk, pk=summary_pk)
    if found is None:
        raise Http404
    choice = handouts.Choice.read(request.GET, request.clinic)
    return handouts.pdf_response(
        request,
        lambda: discharging.print_summary(found, by=request.user, choice=choice),
        name=f"{found.get_audience_display()} {found.content['first_name']}",
        choice=choice,
    )
