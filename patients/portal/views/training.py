"""A session, an exercise a page, and how it felt at the end."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients.portal.forms import FeltForm, KeyForm, StopForm
from patients.portal.gate import patients_only, unless_locked
from patients.portal.player import ExercisePage, Player
from patients.portal.sessions import chosen_day, open_session, term_of
from patients.services import logs, settling

ANOTHER_DAY = "Sessions can be entered for today and the seven days before. Choose one of these days."
STOPPED_BY_PAIN = (
    "Stopping was the right thing to do. See whether one of these signs fits. "
    "What you did is kept: finish the session from Today when you are ready."
)
NOTHING_YET = "Nothing is ticked yet. Go through the exercises, or choose “Done as prescribed”."


@patients_only
@unless_locked
@require_safe
def session(request: HttpRequest, session_pk: int) -> HttpResponse:
    player = _player(request, session_pk)
    if player is None:
        return _choose_another_day(request)
    starts_on, is_over = term_of(request.patient, player.opened)
    context = {
        "player": player,
        "opened": player.opened,
        "short": player.opened.short,
        "key": uuid.uuid4(),
        "starts_on": starts_on,
        "is_over": is_over,
    }
    return render(request, "portal/session.html", context)


@patients_only
@unless_locked
@require_http_methods(["GET", "HEAD", "POST"])
def exercise(request: HttpRequest, session_pk: int, number: int) -> HttpResponse:
    player = _player(request, session_pk)
    if player is None:
        return _choose_another_day(request)
    page = ExercisePage.of(player, number, request.clinic)
    form = page.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if request.patient.settled_at is None:  # whoever trains needs no first steps
            settling.settle(patient=request.patient, by=request.user)
        player.keep(request.session, form.entry(all_done=request.POST.get("go") == "all"))
        if request.POST.get("stopped"):
            return _stop(request, player)
        return redirect(page.after(request.POST.get("go")))
    context = {"page": page, "player": player, "opened": player.opened, "item": page.item, "form": form}
    return render(request, "portal/exercise.html", context, status=422 if form.errors else 200)


@patients_only
@unless_locked
@require_POST
def stop(request: HttpRequest, session_pk: int) -> HttpResponse:
    """End the session here, and say why."""
    player = _player(request, session_pk)
    return _stop(request, player) if player else _choose_another_day(request)


def _stop(request: HttpRequest, player: Player) -> HttpResponse:
    """To the end form; where the pain got worse, first to what matters then."""
    form = StopForm(request.POST)
    reason = form.cleaned_data["stopped"] if form.is_valid() else ""
    if not reason:
        return redirect(player.session_url)
    player.stop(request.session, reason)
    if reason == "pain":
        messages.info(request, STOPPED_BY_PAIN)
        return redirect("portal:help")
    return redirect(player.finish_url)


@patients_only
@unless_locked
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, session_pk: int) -> HttpResponse:
    """Store the session; sent again after it was stored, it leads to the same page."""
    player = _player(request, session_pk)
    if player is None:
        return _choose_another_day(request)
    form = FeltForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not player.draft.can_be_stored:
        return _stored_before(request) or _nothing_yet(request, player)
    if form.is_valid():
        try:
            log = logs.store(patient=request.patient, entry=player.entry(**form.answers()), by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            player.forget(request.session)
            return redirect("portal:done", log.pk)
    context = {"player": player, "opened": player.opened, "form": form}
    return render(request, "portal/finish.html", context, status=422 if form.errors else 200)


def _player(request: HttpRequest, session_pk: int) -> Player | None:
    """The patient at this session, for the day the address or the form names; None if that day is too far off."""
    day = chosen_day(request.patient, request.POST.get("day") or request.GET.get("day"))
    if day is None:
        return None
    opened = open_session(request.patient, session_pk, day)
    shown = opened.short if request.GET.get("short") else None
    return Player.of(request.patient, shown or opened, request.session)


def _choose_another_day(request: HttpRequest) -> HttpResponse:
    messages.info(request, ANOTHER_DAY)
    return redirect("portal:late")


def _stored_before(request: HttpRequest) -> HttpResponse | None:
    """The page after storing, where the draft is gone because this form was sent a moment ago."""
    key = KeyForm(request.POST)
    log = request.patient.logs.filter(uuid=key.cleaned_data["uuid"]).first() if key.is_valid() else None
    return redirect("portal:done", log.pk) if log else None


def _nothing_yet(request: HttpRequest, player: Player) -> HttpResponse:
    messages.info(request, NOTHING_YET)
    return redirect(player.session_url)
