"""Today: what is due, or when next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from patients.portal.gate import patients_only
from patients.portal.today import page_for


@patients_only
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/today.html", {"page": page_for(request.patient, request.session)})
