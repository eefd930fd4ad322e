"""Pages that exist in the demo only: sign in with one tap, and read the e-mails it "sent"."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from clinic import demo, seats

View = Callable[..., HttpResponse]
BACKEND = "clinic.accounts.Backend"


def demo_only(view: View) -> View:
    """Outside demo mode the page does not exist; in it, it is open to all."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    seat = demo.seat_of(request.POST.get("who", ""))
    if seat is None:
        raise Http404
    login(request, seat.user, backend=BACKEND)
    seats.take(request, seat)
    return redirect("home")


@demo_only
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    return render(request, "clinic/demo_mail.html", {"letters": demo.letters_sent()})
