"""The weekly questions, in under a minute."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from patients.answers import CheckInEntry
from patients.portal.forms_between import WEEKLY, CheckInForm
from patients.portal.gate import patients_only
from patients.portal.sending import answer, is_sent
from patients.portal.standing import standing_of
from patients.portal.wire_between import SentCheckIn
from patients.schedule import week_start
from patients.services import barriers, check_ins


@patients_only
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest) -> HttpResponse:
    if is_sent(request):
        return answer(request, SentCheckIn, lambda sent: _store(request, sent.entry(), has_signs=bool(sent.gate)))
    form = CheckInForm(request.POST if request.method == "POST" else None, initial=_said(request))
    if form.is_valid():
        try:
            entry, has_signs = _entry(request, form.cleaned_data), form.cleaned_data["gate"] == "yes"
            address, _ = _store(request, entry, has_signs=has_signs)
            if not has_signs:
                messages.success(request, "Thank you. Your answers are stored.")
            return redirect(address)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return render(request, "portal/check_in.html", {"form": form}, status=422 if form.errors else 200)


def _store(request: HttpRequest, entry: CheckInEntry, *, has_signs: bool) -> tuple[str, bool]:
    """Store it, and lead to where the answers point: the signs, the flare-up, what got in the way, else back."""
    is_new = False
    if not (has_signs and entry.is_empty):
        _, is_new = check_ins.store_once(patient=request.patient, entry=entry, by=request.user)
    standing = standing_of(request.patient)
    if has_signs:
        return reverse("portal:alarm") + ("?more=1" if standing.is_locked else ""), is_new
    if entry.is_flare and not standing.has_open_flare:
        return reverse("portal:flare"), is_new
    if barriers.is_asked(request.patient, request.patient.plans.open().first(), request.patient.today()):
        return reverse("portal:barrier"), is_new
    return reverse("portal:today"), is_new


def _entry(request: HttpRequest, said: dict[str, Any]) -> CheckInEntry:
    return CheckInEntry(
        uuid=said["uuid"] or uuid.uuid4(),
        local_date=said["local_date"] or request.patient.today(),
        is_flare={"yes": True, "no": False}.get(said["is_flare"]),
        can_do=said["can_do"],
        **{name: said[name] for name in WEEKLY},
    )


def _said(request: HttpRequest) -> dict[str, Any]:
    """What was answered this week already, to begin the form with."""
    row = request.patient.check_ins.filter(week=week_start(request.patient.today())).first()
    if row is None:
        return {"uuid": uuid.uuid4()}
    scores = {name: "" if getattr(row, name) is None else getattr(row, name) for name in WEEKLY}
    is_flare = {True: "yes", False: "no"}.get(row.is_flare, "")
    return {"uuid": uuid.uuid4(), "is_flare": is_flare, "can_do": row.can_do, **scores}
