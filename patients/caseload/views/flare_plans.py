"""The plan for a flare-up, written together in the room."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clinic.permissions import Permission, requires
from patients.caseload.forms.flare_plans import FlarePlanForm
from patients.services import flare_plans

DONE = {
    flare_plans.PUBLISHED: "The flare-up plan is written. {name} finds it in the app, and on the next handout.",
    flare_plans.IN_DRAFT: "The words are kept, and the exercises stand in the programme’s draft beside its other "
    "edits. Publish it when you are ready.",
}


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def flare_plan(request: HttpRequest, pk: int) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    plan = patient.plans.open().select_related("programme", "version").first()
    if plan is None:
        messages.info(request, f"{patient.first_name} has no plan in force. Assign a programme first.")
        return redirect("caseload:patient", pk)
    words = flare_plans.of(patient)
    clinic = request.clinic
    form = FlarePlanForm(
        request.POST if request.method == "POST" else None,
        offers=flare_plans.offers_of(plan),
        written=flare_plans.written_in(plan),
        words=words,
        call=f"{clinic.name}, {clinic.phone}" if clinic.phone else clinic.name,
    )
    if form.is_valid():
        try:
            how = flare_plans.write(plan=plan, by=request.user, **form.cleaned_data)
            messages.success(request, DONE[how].format(name=patient.first_name))
            return redirect("caseload:patient", pk)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"patient": patient, "plan": plan, "form": form, "words": words, "zone": clinic.zone}
    return render(request, "caseload/flare_plan.html", context, status=422 if form.errors else 200)
