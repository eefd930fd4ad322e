"""Find out in whose name a request comes: the database decides, the session only remembers the choice."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from clinic import seats
from clinic.seats import SESSION_KEY

__all__ = ["SESSION_KEY", "MembershipMiddleware", "SameForEverybodyMiddleware"]


class SameForEverybodyMiddleware:
    """Ask for what is the same for everybody without a word about who asks: no session is read, none is sent.

    Such answers may be kept for ever by browsers and proxies, so they must not depend on a cookie or set one.
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
