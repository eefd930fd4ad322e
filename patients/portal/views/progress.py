"""What has been done so far."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from patients.portal.gate import patients_only
from patients.portal.history import history_of


@patients_only
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    history = history_of(request.patient, request.GET.get("page", "1"))
    return render(request, "portal/progress.html", {"history": history})
