"""Today: what is due, or when next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from patients.portal.forms import NewsReadForm
from patients.portal.gate import patients_only, unless_locked
from patients.portal.life import stands
from patients.portal.sessions import plan_of
from patients.portal.starting import start_of
from patients.portal.today import page_for
from patients.services import plans


@patients_only
@unless_locked
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    start = start_of(request.patient, request.session)
    page = page_for(request.patient, request.session)
    context = {"page": page, "start": start, "stands": stands(request.patient, page.plan)}
    return render(request, "portal/today.html", context)


@patients_only
@require_POST
def news_read(request: HttpRequest) -> HttpResponse:
    """“Got it”: what is new up to that version is not shown again."""
    plan, form = plan_of(request.patient), NewsReadForm(request.POST)
    if plan and form.is_valid():
        number, event = form.cleaned_data["number"], form.cleaned_data["event"]
        if number:
            plans.note_news_read(plan=plan, number=number, by=request.user)
        if event:
            plans.note_told(plan=plan, event=event, by=request.user)
    return redirect("portal:today")
