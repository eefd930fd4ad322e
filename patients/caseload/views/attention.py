"""The inbox of who needs a look, and what is done about it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.permissions import Permission, may, requires
from clinic.redirects import onward
from patients import standing_in
from patients.caseload import attention
from patients.caseload.finding import LONGEST_SEARCH, WHO, Wish
from patients.caseload.forms.attention import AwayForm, DoneForm, HandForm, SnoozeForm, ThresholdsForm
from patients.progress.attention import KINDS
from patients.progress.proposing.thresholds import table
from patients.services import absence, attending, barriers

COUNTED = dt.timedelta(weeks=5)  # four weeks that are over, and the one asked about now


@requires(Permission.SEE_PATIENTS)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    wish = Wish.read(request.GET, membership=request.membership)
    show = request.GET.get("show", "") if request.GET.get("show") in attention.SHOW else ""
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    staff = standing_in.staff_of(request.clinic)
    q = wish.q[:LONGEST_SEARCH]
    items = attention.items_for(request.membership, who=wish.who, show=show, q=q, kind=kind, staff=staff)
    page = attention.page_of(items, request.GET.get("page"))
    today = timezone.now().astimezone(request.clinic.zone).date()
    colleagues = [one for one in staff if one.is_active]
    forms_of_row = attention.STAND_IN | {"colleagues": colleagues, "snooze": SnoozeForm(today=today)}
    context = {
        "wish": wish,
        "show": show,
        "shows": attention.SHOW,
        "whos": WHO,
        "page": page,
        "rows": attention.rows(
            page,
            items,
            clinic=request.clinic,
            staff=staff,
            with_therapists=wish.who == "all",
            dealing=render_to_string("caseload/_dealing.html", forms_of_row, request),
        ),
        "query": _query(wish, show, kind),
        "kind": kind,
        "kinds": {"": "Everything"} | {code: words for code, (words, _) in KINDS.items()},
        "me": next((one for one in staff if one.pk == request.membership.pk), None),
        "nobody_told": not request.clinic.email and may(request.membership.role, Permission.RUN_CLINIC),
        "colleagues": colleagues,
        "barriers": barriers.counted(request.clinic, since=today - COUNTED),
    }
    return render(request, "caseload/attention.html", context)


def _query(wish: Wish, show: str, kind: str) -> str:
    return "&".join(filter(None, (wish.address(), f"show={show}" if show else "", f"kind={kind}" if kind else "")))


@requires(Permission.TREAT_PATIENTS)
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, DoneForm(request.POST), attending.deal_with, "Done. It comes back if it happens again.")


@requires(Permission.TREAT_PATIENTS)
@require_POST
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    form = SnoozeForm(request.POST, today=timezone.now().date())
    return _act(request, pk, form, attending.snooze, "Put off. It comes back on that day.")


@requires(Permission.TREAT_PATIENTS)
@require_POST
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    form = HandForm(request.POST, clinic=request.clinic)
    return _act(request, pk, form, attending.hand_to, "Handed over.")


def _act(request: HttpRequest, pk: int, form: forms.Form, verb: Callable[..., Any], said: str) -> HttpResponse:
    """Do it and go back to where the button stood; what was wrong is said there."""
    patient = get_object_or_404(request.clinic.patients.select_related("clinic"), pk=pk)
    if form.is_valid():
        try:
            verb(patient=patient, by=request.user, **form.cleaned_data)
            messages.success(request, f"{patient.name}: {said}")
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    else:
        wrong = " ".join(str(each) for those in form.errors.values() for each in those)
        messages.error(request, f"{patient.name}: {wrong}")
    return onward(request, otherwise="caseload:attention")


@requires(Permission.SEE_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one is away, or whoever runs the clinic says it of somebody; the list goes on without them."""
    member = get_object_or_404(request.clinic.memberships.staff().active().select_related("user", "clinic"), pk=pk)
    if member.pk != request.membership.pk and not may(request.membership.role, Permission.RUN_CLINIC):
        raise PermissionDenied
    today, now = timezone.now().astimezone(request.clinic.zone).date(), standing_in.away_of(member)
    if request.method == "POST" and "back" in request.POST:
        absence.come_back(member=member, by=request.user)
        messages.success(request, f"{member.user} looks after the list again.")
        return redirect("caseload:attention")
    form = AwayForm(request.POST if request.method == "POST" else None, member=member, away=now, today=today)
    if form.is_valid():
        try:
            absence.go_away(member=member, by=request.user, **form.cleaned_data)
            messages.success(request, "Saved. Nothing on the list waits for you to be back.")
            return redirect("caseload:attention")
        except ValidationError as refusal:
            form.add_error(None, refusal)
    others = request.clinic.memberships.staff().active().exclude(pk=member.pk).select_related("user")
    context = {
        "form": form,
        "member": member,
        "away": now,
        "is_self": member.pk == request.membership.pk,
        "others": list(others) if may(request.membership.role, Permission.RUN_CLINIC) else [],
    }
    return render(request, "caseload/away.html", context, status=422 if form.errors else 200)


@requires(Permission.RUN_CLINIC)
@require_http_methods(["GET", "HEAD", "POST"])
def thresholds(request: HttpRequest) -> HttpResponse:
    """From which figures on the clinic wants a look."""
    form = ThresholdsForm(
        request.POST if request.method == "POST" else None, now=attending.thresholds_of(request.clinic)
    )
    if form.is_valid():
        attending.set_thresholds(clinic=request.clinic, by=request.user, values=form.cleaned_data)
        messages.success(request, "Saved. Everybody is looked at anew.")
        return redirect("caseload:thresholds")
    context = {
        "form": form,
        "changes": attending.changes_of_thresholds(request.clinic),
        "of_proposals": table(),
        "zone": request.clinic.zone,
    }
    return render(request, "caseload/thresholds.html", context, status=422 if form.errors else 200)


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def patient_thresholds(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for one patient, in the clinic's place."""
    patient = get_object_or_404(request.clinic.patients, pk=pk)
    now = attending.thresholds_of(request.clinic, patient)
    form = ThresholdsForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_valid():
        attending.set_thresholds(clinic=request.clinic, by=request.user, values=form.cleaned_data, patient=patient)
        messages.success(request, "Saved.")
        return redirect("caseload:patient", pk)
    changes = attending.changes_of_thresholds(request.clinic, patient)
    context = {"form": form, "patient": patient, "changes": changes, "zone": request.clinic.zone}
    return render(request, "caseload/thresholds.html", context, status=422 if form.errors else 200)
