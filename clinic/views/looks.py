"""The clinic's colours and logo."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clinic import branding
from clinic.permissions import members_only

A_YEAR_SECONDS = 31_536_000


@login_not_required
@require_safe
@cache_control(public=True, immutable=True, max_age=A_YEAR_SECONDS)
def brand(request: HttpRequest, colour: str) -> HttpResponse:
    """The theme's variables for this colour; another colour has another address, so it may be kept for ever."""
    return HttpResponse(branding.stylesheet(colour), content_type="text/css; charset=utf-8")


@members_only
@require_safe
@cache_control(private=True, max_age=600)
def logo(request: HttpRequest) -> FileResponse:
    """The clinic's own logo, for its own people only; always a PNG that we encoded ourselves."""
    if not request.clinic.logo:
        raise Http404
    try:
        return FileResponse(request.clinic.logo.open("rb"), content_type="image/png")
    except FileNotFoundError:
        raise Http404 from None
