"""Find out in whose name a request comes: the database decides, the session only remembers the choice."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from clinic import scripts, seats
from clinic.seats import SESSION_KEY

__all__ = [
    "SESSION_KEY",
    "MembershipMiddleware",
    "OursMiddleware",
    "SameForEverybodyMiddleware",
    "SignInMiddleware",
]
OURS = "X-Loadwell"


class OursMiddleware:
    """Sign what we answer, so that a device can tell it from what a network in between answers in our place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response[OURS] = "1"
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Send whoever is not signed in to the way in; a script that asks for JSON is told so instead."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], *args: Any, **kwargs: Any
    ) -> HttpResponseBase | None:
        refusal = super().process_view(request, view_func, *args, **kwargs)
        return scripts.signed_out() if refusal and scripts.wants_json(request) else refusal

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        is_told = isinstance(exception, RequestDataTooBig) and scripts.wants_json(request)
        return scripts.too_much() if is_told else None


class SameForEverybodyMiddleware:
    """Ask for what is the same for everybody without a word about who asks: no session is read, none is sent.

    Such answers may be kept for ever by browsers and proxies, or belong to whoever holds an address, so they must not
    depend on a cookie or set one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(settings.SAME_FOR_EVERYBODY):
            return self.get_response(request)
        request.COOKIES.clear()
        response = self.get_response(request)
        response["Vary"] = "Accept-Encoding"
        return response


class MembershipMiddleware:
    """Set `request.membership` and `request.clinic`, re-read for every request; and whom its drawings show.

    What a signed-in person is shown is never kept by a browser or a proxy, unless the view says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.membership = seats.in_force(request) if request.user.is_authenticated else None
        request.clinic = request.membership.clinic if request.membership else None
        request.figure_look = request.clinic.figure_look if request.clinic else ""
        if request.membership:
            seats.note_visit(request, request.membership)
        response = self.get_response(request)
        if request.user.is_authenticated:
            patch_vary_headers(response, ["HX-Request"])
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
        return response
