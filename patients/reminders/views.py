"""The page behind the unsubscribe link of every reminder; it works without signing in and shows nobody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from patients.reminders.unsubscribe import stop


@login_not_required
@csrf_exempt  # mail providers post here on the reader's behalf, without cookies (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, since mail scanners follow links; stop on POST; answer alike whatever the token."""
    asked = request.method == "POST"
    if asked:
        stop(token)
    return render(request, "emails/unsubscribe.html", {"stopped": asked})
