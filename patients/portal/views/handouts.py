"""The patient's own plan on paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from patients.portal.gate import patients_only, unless_locked
from patients.services import printing
from programmes import handouts


@patients_only
@unless_locked
@require_safe
def handout(request: HttpRequest) -> HttpResponse:
    found = printing.ready(clinic=request.clinic, patient=request.patient.pk)
    if found is None:
        messages.info(request, "There is no plan to print yet.")
        return redirect("portal:today")
    choice = handouts.Choice.read(request.GET, request.clinic)
    return handouts.pdf_response(
        request,
        lambda: printing.print_plan(found, by=request.user, choice=choice),
        name=found.programme,
        choice=choice,
    )
