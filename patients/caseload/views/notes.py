"""Notes in a patient's record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clinic.permissions import Permission, requires
from patients.caseload.forms.notes import NoteForm
from patients.services import people


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        people.add_note(patient=patient, by=request.user, **form.cleaned_data)
        return redirect(reverse("caseload:patient", args=[pk]) + "#notes")
    context = {"patient": patient, "form": form}
    return render(request, "caseload/note.html", context, status=422 if form.errors else 200)
