"""Set `request.patient`, and the look of their drawings, for whoever is signed in as one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from patients.models import Patient


class PatientMiddleware:
    """Read the patient of the membership in force; staff and strangers have none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.patient = None
        if request.membership and not request.membership.is_staff:
            request.patient = Patient.objects.current().filter(membership=request.membership).first()
            if request.patient:
                request.patient.clinic = request.membership.clinic  # already read; saves a query
                request.figure_look = request.patient.seen_look
            else:  # a seat without a current patient opens no page
                request.membership = request.clinic = None
                request.figure_look = ""
        return self.get_response(request)
