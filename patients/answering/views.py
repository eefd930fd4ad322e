"""The page behind a button of a message.

GET and HEAD only ask, since mail scanners open links; POST acts, and twice is as good as once. The page is made
without the request, so it knows nobody but what was just tapped, whoever may be signed in on the device.

It is exempt from the CSRF check on purpose: no cookie is read and no session decides anything, so there is nothing
that another site could borrow. The address alone is the authority, and who knows it needs nobody's browser.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from patients.answering.pages import page_for

View = Callable[..., HttpResponse]


def for_holders(view: View) -> View:
    """Open to whoever holds the address; kept by no cache, found by no search, told to no other page."""

    @login_not_required
    @csrf_exempt
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return guarded


@for_holders
@require_http_methods(["GET", "HEAD", "POST"])
def tap(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST" and not ratelimit.consume(request, action="tap", key=token):
        return ratelimit.respond_429(request)
    page = page_for(token, request.POST if request.method == "POST" else None)
    return HttpResponse(render_to_string(page.template, page.context), status=page.status)
