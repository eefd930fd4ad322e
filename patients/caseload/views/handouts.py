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
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    plan = patient.plans.open().first()
    if plan is None:
        messages.info(request, f"{patient.first_name} has no plan to print yet. Assign a programme first.")
        return redirect("caseload:patient", pk)
    return handouts.pdf_response(
        request, lambda: printing.print_plan(plan=plan, by=request.user), name=f"{plan.programme} {patient.first_name}"
    )
