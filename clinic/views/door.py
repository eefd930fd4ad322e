"""The door: where each person belongs after signing in, and who is training at a shared address."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic import seats
from clinic.forms.seat import SeatForm
from clinic.redirects import onward


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to where their work is."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if request.membership is None:
        return redirect("clinic:seat")
    return redirect("caseload:list" if request.membership.is_staff else "portal:today")


@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest) -> HttpResponse:
    """Ask which seat to take; only who proved the address is asked, others keep to the one they were invited to."""
    offered = seats.offered(request)
    if not offered:
        return redirect("home") if request.membership else render(request, "clinic/nowhere.html")
    form = SeatForm(request.POST if request.method == "POST" else None, offered=offered)
    if form.is_valid():
        seats.take(request, form.cleaned_data["seat"])
        return onward(request)
    page = {"form": form, "next": request.POST.get("next", request.GET.get("next", ""))}
    return render(request, "clinic/seat.html", page, status=422 if form.errors else 200)
