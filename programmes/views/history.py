"""Undo, redo, and what colleagues have done since the page was looked at."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from clinic.permissions import Permission, requires
from programmes import services
from programmes.views import reply


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last edit of whoever asks."""
    draft = reply.draft_of(request, pk)
    edit = services.undo(draft=draft, by=request.user)
    return _told(request, draft, f"Undone: {edit}" if edit else "There is nothing to undo.")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def redo(request: HttpRequest, pk: int) -> HttpResponse:
    """Do again what was taken back last."""
    draft = reply.draft_of(request, pk)
    edit = services.redo(draft=draft, by=request.user)
    return _told(request, draft, f"Done again: {edit}" if edit else "There is nothing to redo.")


@requires(Permission.BUILD_PROGRAMMES)
@require_safe
@reply.explained
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """204 while the draft is as the page has it, else the pieces that changed."""
    draft = reply.draft_of(request, pk)
    if request.headers.get("X-Seen") == str(services.number_of(draft)):
        return HttpResponse(status=204)
    return reply.changed(request, draft)


@requires(Permission.BUILD_PROGRAMMES)
@require_safe
@reply.explained
def around(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands beside the programme, for a page that has just seen an edit."""
    draft = reply.draft_of(request, pk)
    return reply.around(request, draft) if request.htmx else reply.back(pk)


def _told(request: HttpRequest, draft: object, sentence: str) -> HttpResponse:
    if not request.htmx:
        messages.info(request, sentence)
    return reply.changed(request, draft, said=sentence)
