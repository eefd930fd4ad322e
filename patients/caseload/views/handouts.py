"""A patient's plan on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from clinic.permissions import Permission, requires
from patients.services import printing
from programmes import handouts


@requires(Permission.EXPORT_HANDOUTS)
@require_safe
def handout(request: HttpRequest, pk: int) -> HttpResponse:
    found = printing.ready(clinic=request.clinic, patient=pk)
    if found is None:
        patient = get_object_or_404(request.clinic.patients, pk=pk)
        messages.info(request, f"{patient.first_name} has no plan to print yet. Assign a programme first.")
        return redirect("caseload:patient", pk)
    choice = handouts.Choice.read(request.GET, request.clinic, layouts=tuple(handouts.Layout))
    return handouts.pdf_response(
        request,
        lambda: printing.print_plan(found, by=request.user, choice=choice),
        name=f"{found.programme} {found.first_name}",
        choice=choice,
    )
