"""The invitation's pages. Looking never uses a link up: only the button does, so mail scanners are harmless.

The house's Referrer-Policy, same-origin, keeps the token from other sites; `no-referrer` would make
browsers send `Origin: null` with the button, which the CSRF check refuses.
"""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clinic import seats
from patients.services import invitations, settling, sheets
from patients.start.forms import AgainForm, StartForm

BACKEND = "clinic.accounts.Backend"
View = Callable[..., HttpResponse]


def for_strangers(view: View) -> View:
    """Open to whoever holds the link, and to nobody's cache or index."""

    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return guarded


@for_strangers
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitations.find(token)
    if invitation and request.patient == invitation.patient:
        return onwards(invitation.patient)  # this device is signed in already
    form = StartForm(request.POST)
    if invitation and request.method == "POST" and form.is_valid():
        try:
            sign_in(request, invitations.accept(invitation=invitation, page=form.cleaned_data["page"]))
            return onwards(invitation.patient)
        except ValidationError:
            return run_out(request, token, invitation)
    if not invitations.open_invitation(token):
        return run_out(request, token, invitation)
    page = {"invitation": invitation, "form": StartForm(initial={"page": secrets.token_urlsafe(16)})}
    return render(request, "start/open.html", page)


def sign_in(request: HttpRequest, seat: Any) -> None:
    """Sign this device in to this seat and to no other at the same address."""
    login(request, seat.user, backend=BACKEND)
    seats.take(request, seat)


def onwards(patient: Any) -> HttpResponse:
    """To the first steps, or to Today for whoever is past them."""
    return redirect("portal:today" if settling.is_settled(patient) else "portal:welcome")


def run_out(request: HttpRequest, token: str, invitation: Any) -> HttpResponse:
    """Used, too old, replaced or never sent: one kind page."""
    form = AgainForm(initial={"token": token[:100] if invitation else ""})
    return render(request, "start/again.html", {"form": form, "invitation": invitation}, status=404)


@for_strangers
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Send a new link; the answer on the screen is the same for patients and strangers."""
    form = AgainForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "start/again.html", {"form": form}, status=422 if form.errors else 200)
    invitation = invitations.find(form.cleaned_data["token"]) if form.cleaned_data["token"] else None
    address = invitation.patient.email if invitation else form.cleaned_data["email"]
    if not ratelimit.consume(request, action="new_link", key=address.lower()):
        return ratelimit.respond_429(request)
    if invitation and address:
        invitations.invite(patient=invitation.patient, by=None)
    elif address and not invitations.send_again(address=address):
        get_adapter(request).send_mail("account/email/unknown_account", address, {})
    return redirect("start:sent")


@for_strangers
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "start/sent.html")


@for_strangers
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR code on a handout opens: the plan on the patient's own device, elsewhere the offer of a link."""
    plan = sheets.find(token)
    if plan is None:
        return run_out(request, "", None)
    if request.patient == plan.patient:
        return redirect("portal:today")
    if "send" in request.POST and plan.patient.email:
        if not ratelimit.consume(request, action="new_link", key=plan.patient.email.lower()):
            return ratelimit.respond_429(request)
        invitations.invite(patient=plan.patient, by=None)
        return redirect("start:sent")
    context = {"clinic_of": plan.patient.clinic, "has_email": bool(plan.patient.email)}
    return render(request, "start/sheet.html", context, status=422 if request.method == "POST" else 200)
