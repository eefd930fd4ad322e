"""What got in the way: nine answers, and what helps with each."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from patients.portal.barriers import WHATS, helped_by
from patients.portal.gate import patients_only, unless_locked
from patients.portal.numbers import numbers_of
from patients.services import barriers


@patients_only
@unless_locked
@require_http_methods(["GET", "HEAD", "POST"])
def barrier(request: HttpRequest) -> HttpResponse:
    """The question, and after the answer the help; `?again=1` asks anew."""
    error, week = "", barriers.week_for(request.patient, request.patient.today())
    if request.method == "POST":
        try:
            _keep(request, week)
            return redirect("portal:barrier")
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
    answer = barriers.answer_of(request.patient, week)
    context = {"error": error, "week": week, "whats": WHATS, "numbers": numbers_of(request.clinic)}
    if answer is not None and "again" not in request.GET:
        context |= helped_by(answer)
    return render(request, "portal/barrier.html", context, status=422 if error else 200)


def _keep(request: HttpRequest, week: dt.date) -> None:
    """The answer, or what is to be done about one given before."""
    said, patient, by = request.POST, request.patient, request.user
    if "what" in said:
        barriers.answer_once(patient=patient, what=said["what"], week=week, by=by)
        return
    answer = barriers.answer_of(patient, week)
    if answer is None:
        raise ValidationError("Choose one of the answers.")
    if "undo" in said:
        barriers.take_back(answer=answer, by=by)
    elif "cue" in said:
        barriers.keep_cue(answer=answer, cue=said["cue"], by=by)
        messages.success(request, "Kept.")
    else:
        barriers.choose(answer=answer, code=said.get("change", ""), by=by)
