"""A patient's plan on paper."""

import datetime as dt
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from clinic.permissions import Permission, requires
from patients.caseload.forms.comparing import NAMES, CompareForm
from patients.progress.periods import Period, Span
from patients.services import discharging, printing
from patients.services.summary import Asked
from programmes import handouts

NO_SPANS = (Span(dt.date.min, dt.date.min),) * 2  # the form needs some; these are never shown


@requires(Permission.EXPORT_HANDOUTS)
@require_safe
def handout(request: HttpRequest, pk: int) -> HttpResponse:
    found = printing.ready(clinic=request.clinic, patient=pk)
    if found is None:
        patient = get_object_or_404(request.clinic.patients, pk=pk)
        messages.info(request, f"{patient.first_name} has no plan to print yet. Assign a programme first.")
        return redirect("caseload:patient", pk)
    choice = handouts.Choice.read(request.GET, request.clinic, layouts=handouts.TO_CHOOSE)
    asked = read_asked(request.GET)
    return handouts.pdf_response(
        request,
        lambda: printing.print_plan(found, by=request.user, choice=choice, asked=asked),
        name=f"{found.programme} {found.first_name}",
        choice=choice,
        more={name: request.GET[name] for name in ("period", *NAMES) if name in request.GET},
    )


def read_asked(asked: Mapping[str, str]) -> Asked:
    """How far back a summary goes and what it compares; days that make no sense are the usual ones."""
    form = CompareForm(asked, today=dt.date.max, usual=NO_SPANS)
    period = Period.read(asked.get("period"), Period.YEAR)
    return Asked(period, form.spans() if form.is_bound and form.is_valid() else None)


@requires(Permission.EXPORT_HANDOUTS)
@require_safe
def summary(request: HttpRequest, pk: int, summary_pk: int) -> HttpResponse:
    """What was said at discharge, as it was said then."""
    found = discharging.find(request.clinic, patient=pk, pk=summary_pk)
    if found is None:
        raise Http404
    choice = handouts.Choice.read(request.GET, request.clinic)
    return handouts.pdf_response(
        request,
        lambda: discharging.print_summary(found, by=request.user, choice=choice),
        name=f"{found.get_audience_display()} {found.content['first_name']}",
        choice=choice,
    )
