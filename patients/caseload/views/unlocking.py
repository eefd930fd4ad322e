"""A sign that needs help: a clinician looks at it and opens the programme again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clinic.permissions import Permission, requires
from patients.caseload.between import open_alarm
from patients.caseload.forms.unlocking import UnlockForm
from patients.services import locks


@requires(Permission.CLEAR_LOCKS)
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    alarm = open_alarm(patient, zone=request.clinic.zone)
    if alarm is None:
        return redirect("caseload:patient", pk)
    locks.note_seen(lock=alarm.lock, by=request.user)
    form = UnlockForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        locks.clear(lock=alarm.lock, by=request.user, **form.cleaned_data)
        messages.success(request, f"{patient.first_name} can train again, and is told so.")
        return redirect("caseload:patient", pk)
    context = {"patient": patient, "alarm": alarm, "form": form, "may_clear": True}
    return render(request, "caseload/unlock.html", context, status=422 if form.errors else 200)
