"""How it went: everything that happened, the pictures, and two periods side by side."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clinic.permissions import Permission, requires
from patients.caseload.forms.comparing import CompareForm
from patients.caseload.timeline import KINDS, Cursor, page_of
from patients.progress.periods import Period
from patients.services import people, pictures
from patients.services.summary import adherence_now
from patients.services.told import compare as compared
from patients.services.told import courses_in, told_of, usual_spans

ON_THE_RECORD = 12  # entries of the timeline that stand on the patient's page


@requires(Permission.SEE_PATIENTS)
@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The patient's page fetches the newest of it, and has noted already that somebody looks."""
    patient = _patient(request, pk, is_part=request.htmx)
    cursor = Cursor.read(request.GET)
    how_many = {"a_page": ON_THE_RECORD} if request.htmx else {}
    page = page_of(patient, cursor, unit=request.clinic.weight_unit, **how_many)
    context = {
        "patient": patient,
        "page": page,
        "kinds": KINDS,
        "is_part": request.htmx,
        "no_such_day": bool(request.GET.get("until")) and cursor.until is None,
        "has_other_zone": patient.timezone != request.clinic.timezone,
    }
    return render(request, "caseload/timeline.html#entries" if request.htmx else "caseload/timeline.html", context)


@requires(Permission.SEE_PATIENTS)
@require_safe
def charts(request: HttpRequest, pk: int) -> HttpResponse:
    patient = _patient(request, pk)
    period, today, told = Period.read(request.GET.get("period")), patient.today(), told_of(patient)
    how = adherence_now(patient, today=today)
    span = pictures.span_of(period, told, how, today=today)
    courses = courses_in(patient, span)
    context = {
        "patient": patient,
        "period": period,
        "periods": list(Period),
        "span": span,
        "how": how,
        "pictures": [found for found in (pictures.scores(told, span), pictures.weeks(how, span)) if found],
        "exercises": pictures.exercises(courses, span, unit=request.clinic.weight_unit),
        "efforts_words": pictures.EFFORTS_WORDS,
        "left_out": max(len(courses) - pictures.MOST_EXERCISES, 0),
        "paper": urlencode({"layout": "summary", "period": period}),
    }
    return render(request, "caseload/charts.html", context)


@requires(Permission.SEE_PATIENTS)
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    patient = _patient(request, pk)
    today, told = patient.today(), told_of(patient)
    form = CompareForm(request.GET, today=today, usual=usual_spans(told, today))
    context: dict[str, Any] = {"patient": patient, "form": form, "today": today}
    if form.is_bound and not form.is_valid():
        return render(request, "caseload/compare.html", context, status=422)
    context["comparison"] = compared(patient, told, *form.spans(), today=today)
    context["paper"] = urlencode({"layout": "summary", **form.query})
    return render(request, "caseload/compare.html", context)


def _patient(request: HttpRequest, pk: int, *, is_part: bool = False) -> Any:
    """The clinic's own, or 404; reading is noted, once for a page and what it fetches."""
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    patient.clinic = request.clinic  # already read
    if not is_part:
        people.note_seen(patient=patient, by=request.user)
    return patient
