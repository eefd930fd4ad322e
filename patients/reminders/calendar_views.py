"""The page that calendars read; who has its address needs nothing else."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from patients.reminders import calendar


@login_not_required
@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """Answer with the calendar, or that nothing changed since it was last asked for."""
    found = calendar.read(key)
    if found is None:
        raise Http404
    etag, modified = quote_etag(found.mark), int(found.changed_at.timestamp())
    answer = HttpResponse(found.text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="plan.ics"'
    answer["ETag"], answer["Last-Modified"] = etag, http_date(modified)
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, last_modified=modified, response=answer) or answer
