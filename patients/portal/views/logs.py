"""What was done: stored in one request, how it felt, mended, taken back, or entered late."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from pydantic import ValidationError as ShapeError

from patients import signs
from patients.entries import SessionEntry, as_asked
from patients.portal import drafts
from patients.portal.forms import FeltForm, LateForm, QuickForm
from patients.portal.gate import patients_only, unless_locked
from patients.portal.late import choices
from patients.portal.mending import Mending, felt_of
from patients.portal.outcome import fact_about
from patients.portal.sending import is_sent
from patients.portal.sessions import log_of, open_session
from patients.portal.wire import TOGETHER, SentSession, mistakes_in
from patients.services import logs

TOO_OLD = f"A session can be changed for {logs.EDIT_HOURS} hours. Tell your physio what should be different."


@patients_only
@require_POST
def log(request: HttpRequest) -> HttpResponseBase:
    """Store a whole session at once: all of it as JSON, several as JSON, or "as prescribed" as a form.

    What a device sends is stored even while a lock is open: it may have been trained before, and is part of the record.
    """
    return _store_sent(request) if is_sent(request) else _store_quick(request)


def _store_sent(request: HttpRequest) -> HttpResponse:
    if "together" in request.GET:
        return _store_together(request)
    status, said = _stored(request, request.body)
    return JsonResponse(said, status=status)


def _store_together(request: HttpRequest) -> HttpResponse:
    """What waited on a device, each session as it would be sent alone: stored or refused for itself, in one commit.

    Where anything else goes wrong none is stored, and the device sends them one by one.
    """
    try:
        texts = TOGETHER.validate_json(request.body)
    except ShapeError as refusal:
        return JsonResponse({"errors": mistakes_in(refusal)}, status=422)
    with transaction.atomic():
        answers = [{"status": status, **said} for status, said in (_stored(request, text) for text in texts)]
    return JsonResponse({"answers": answers})


def _stored(request: HttpRequest, text: str | bytes) -> tuple[int, dict[str, Any]]:
    """The status of one session that was sent, and what is said about it."""
    try:
        entry = SentSession.model_validate_json(text).entry()
        stored, is_new = logs.store_once(patient=request.patient, entry=entry, by=request.user)
    except ShapeError as refusal:
        return 422, {"errors": mistakes_in(refusal)}
    except ValidationError as refusal:
        return 422, {"errors": refusal.messages}
    answer = {
        "uuid": stored.uuid,
        "session": stored.session_id,
        "local_date": stored.local_date,
        "items": len(entry.items),
        "sets": sum(len(item.sets) for item in entry.items),
        "address": reverse("portal:done", args=[stored.pk]),
    }
    return (201 if is_new else 200), answer


@unless_locked
def _store_quick(request: HttpRequest) -> HttpResponse:
    form = QuickForm(request.POST)
    if not form.is_valid():
        messages.error(request, "That button was out of date. Please try again.")
        return redirect("portal:today")
    said = form.cleaned_data
    entry = SessionEntry(said["uuid"], said["session"], said["day"], as_prescribed=True)
    if said["short"]:
        opened = open_session(request.patient, said["session"], said["day"])
        items = opened.short.items if opened.short else opened.items
        entry = replace(entry, items=as_asked([logs.asked_of(item) for item in items]), is_short=True)
    try:
        stored = logs.store(patient=request.patient, entry=entry, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("portal:today")
    drafts.drop(request.session, patient_id=request.patient.pk, session_id=said["session"], day=said["day"])
    return redirect("portal:felt", stored.pk)


@patients_only
@require_http_methods(["GET", "HEAD", "POST"])
def felt(request: HttpRequest, log_pk: int) -> HttpResponse:
    """How it felt, asked after a session was stored in one tap."""
    stored = log_of(request.patient, log_pk)
    form = FeltForm(request.POST if request.method == "POST" else None, initial=felt_of(stored))
    if form.is_valid():
        try:
            logs.revise(log=stored, entry=replace(logs.entry_of(stored), **form.answers()), by=request.user)
            return redirect("portal:done", stored.pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return render(request, "portal/felt.html", {"log": stored, "form": form}, status=422 if form.errors else 200)


@patients_only
@require_safe
def done(request: HttpRequest, log_pk: int) -> HttpResponse:
    stored = log_of(request.patient, log_pk)
    context = {
        "log": stored,
        "fact": fact_about(request.patient, stored),
        "is_fresh": logs.is_fresh(stored),
        "asks_for_signs": signs.are_to_be_asked(stored.pain_highest),
    }
    return render(request, "portal/done.html", context)


@patients_only
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, log_pk: int) -> HttpResponse:
    stored = log_of(request.patient, log_pk)
    if not logs.is_fresh(stored):
        messages.info(request, TOO_OLD)
        return redirect("portal:progress")
    mending = Mending.of(stored, request.POST if request.method == "POST" else None, request.clinic)
    refused = False
    if request.method == "POST" and not (refused := not mending.is_valid()):
        try:
            logs.revise(log=stored, entry=mending.entry(), by=request.user)
            messages.success(request, "Changed.")
            return redirect("portal:progress")
        except ValidationError as refusal:
            mending.refuse(refusal)
            refused = True
    return render(request, "portal/edit.html", {"log": stored, "mending": mending}, status=422 if refused else 200)


@patients_only
@require_POST
def remove(request: HttpRequest, log_pk: int) -> HttpResponse:
    """Take back a session that was entered by mistake."""
    stored = log_of(request.patient, log_pk)
    try:
        logs.withdraw(log=stored, by=request.user)
        messages.success(request, "Taken back. You can enter it again whenever you like.")
    except ValidationError:
        messages.info(request, TOO_OLD)
    return redirect("portal:today")


@patients_only
@unless_locked
@require_http_methods(["GET", "HEAD", "POST"])
def late(request: HttpRequest) -> HttpResponse:
    """A session of one of the last seven days: as prescribed, or with details."""
    offered = choices(request.patient)
    if not offered["days"] or not offered["sessions"]:
        messages.info(request, "There is no earlier day to enter a session for.")
        return redirect("portal:today")
    form = LateForm(request.POST if request.method == "POST" else None, **offered)
    if form.is_valid():
        said = form.cleaned_data
        if request.POST.get("go") == "details":
            return redirect(f"{reverse('portal:session', args=[said['session']])}?day={said['day']}")
        entry = SessionEntry(said["uuid"], said["session"], said["day"], as_prescribed=True)
        try:
            return redirect("portal:felt", logs.store(patient=request.patient, entry=entry, by=request.user).pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return render(request, "portal/late.html", {"form": form}, status=422 if form.errors else 200)
