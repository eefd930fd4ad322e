"""The patient's own plan on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from patients.portal.gate import patients_only
from patients.services import printing
from programmes import handouts


@patients_only
@require_safe
def handout(request: HttpRequest) -> HttpResponse:
    plan = request.patient.plans.open().first()
    if plan is None:
        messages.info(request, "There is no plan to print yet.")
        return redirect("portal:today")
    return handouts.pdf_response(
        request, lambda: printing.print_plan(plan=plan, by=request.user), name=str(plan.programme)
    )
