"""What the rules propose for a patient, why, and the therapist's decision on each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from clinic.permissions import Permission, requires
from patients.caseload.forms.proposals import AcceptForm, DeclineForm
from patients.caseload.proposals import cards
from patients.services import deciding, people


@requires(Permission.TREAT_PATIENTS)
@require_safe
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


@requires(Permission.TREAT_PATIENTS)
@require_POST
def accept(request: HttpRequest, pk: int, proposal_pk: int) -> HttpResponse:
    proposal, form = deciding.find(request.clinic, patient=pk, pk=proposal_pk), AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, refused={proposal_pk: form})
    try:
        decided = deciding.accept(proposal=proposal, by=request.user, **form.cleaned_data)
    except deciding.DecidedAlready as refusal:
        messages.error(request, refusal.message)
        return redirect("caseload:proposals", pk)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return _page(request, pk, refused={proposal_pk: form})
    if decided.applied_in_id:
        messages.success(request, "Accepted. It stands in the draft; publish it when you are ready.")
        return redirect("programmes:detail", decided.plan.programme_id)
    messages.success(request, "Accepted.")
    return redirect("caseload:proposals", pk)


@requires(Permission.TREAT_PATIENTS)
@require_POST
def decline(request: HttpRequest, pk: int, proposal_pk: int) -> HttpResponse:
    proposal, form = deciding.find(request.clinic, patient=pk, pk=proposal_pk), DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, refused={proposal_pk: form})
    try:
        deciding.decline(proposal=proposal, by=request.user, **form.cleaned_data)
        messages.success(request, "Declined. Everything stays as it is.")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("caseload:proposals", pk)


def _page(request: HttpRequest, pk: int, refused: dict[int, Any] | None = None) -> HttpResponse:
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    if not refused:
        people.note_seen(patient=patient, by=request.user)
    context = {
        "patient": patient,
        "cards": cards(deciding.open_of(patient), refused or {}),
        "decided": deciding.decided_of(patient),
        "is_on": request.clinic.proposals_on,
    }
    return render(request, "caseload/proposals.html", context, status=422 if refused else 200)
