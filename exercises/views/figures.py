"""Drawings on other people and of the other side; the plain ones are static files."""

import gzip

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from exercises import figures

A_YEAR_SECONDS = 31_536_000


@login_not_required
@require_safe
def figure(request: HttpRequest, look: str, form: str, file: str, mark: str) -> HttpResponse:
    """The drawing, to be kept for ever: another drawing has another address. An earlier address leads to today's."""
    found = figures.dressed_file(file, look, form)
    if found is None:
        raise Http404
    if mark != found.mark:
        return redirect("exercises:figure", look, form, file, found.mark)
    is_small = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        found.compressed if is_small else gzip.decompress(found.compressed), content_type="image/svg+xml"
    )
    if is_small:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    patch_cache_control(response, public=True, immutable=True, max_age=A_YEAR_SECONDS)
    return response
