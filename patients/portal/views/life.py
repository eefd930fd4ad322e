"""After the discharge, and on the way back: the last programme to read, the summary, “my back is back”."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from patients.portal.forms import ReturnForm
from patients.portal.gate import patients_only, unless_locked
from patients.portal.life import has_flare_plan, reading_of, stands
from patients.portal.numbers import numbers_of
from patients.portal.sending import key_of
from patients.portal.sessions import plan_of
from patients.portal.standing import standing_of
from patients.services import discharging, returning
from programmes import handouts

TOLD = {
    "flare_plan": "Your flare-up plan is open. {clinic} can see that you use it.",
    "new_start": "{clinic} can see now that you would like to start again, and will be in touch in working hours.",
}
NOTHING = "There is nothing to come back to here. Open Today, or write to your clinic."


@patients_only
@unless_locked
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """Read only: it stays after the discharge."""
    return render(request, "portal/programme.html", {"reading": reading_of(request.patient)})


@patients_only
@require_safe
def summary(request: HttpRequest) -> HttpResponse:
    found = discharging.own(request.patient)
    if found is None:
        raise Http404
    choice = handouts.Choice.read(request.GET, request.clinic)
    return handouts.pdf_response(
        request,
        lambda: discharging.print_summary(found, by=request.user, choice=choice),
        name="summary",
        choice=choice,
    )


@patients_only
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest) -> HttpResponse:
    """The safety questions first; then the flare-up plan, or a new start."""
    plan = plan_of(request.patient)
    how = stands(request.patient, plan)
    if plan is None or how is None or not how.may_return:
        messages.info(request, NOTHING)
        return redirect("portal:today")
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            wants = returning.come_back(
                patient=request.patient, plan=plan, by=request.user, uuid=key_of(request), **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            if wants == returning.ALARM:
                return redirect("portal:alarm")
            messages.success(request, TOLD[wants].format(clinic=request.clinic.name))
            return redirect("portal:today" if wants == "new_start" or plan.state != "ended" else "portal:programme")
    context = {
        "form": form,
        "key": uuid.uuid4(),
        "how": how,
        "has_flare_plan": has_flare_plan(plan),
        "standing": standing_of(request.patient),
        "numbers": numbers_of(request.clinic),
    }
    return render(request, "portal/back.html", context, status=422 if form.errors else 200)
