"""What phases and sessions send, and the button that puts back what was removed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from clinic.permissions import Permission, requires
from programmes import services
from programmes.board import row_of
from programmes.forms import PhaseForm, SeenForm, SessionForm
from programmes.views import reply


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def add_phase(request: HttpRequest, pk: int) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    phase = services.add_phase(draft=draft, by=request.user, seen=_seen(request))
    return reply.back(pk, f"#phase-{phase.pk}")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def copy_phase(request: HttpRequest, pk: int, phase_pk: int) -> HttpResponse:
    """The same again at the end, as the next stage to work on."""
    draft = reply.draft_of(request, pk)
    phase = get_object_or_404(services.phases_of(draft), pk=phase_pk)
    copy = services.add_phase(draft=draft, by=request.user, copy_of=phase, seen=_seen(request))
    return reply.back(pk, f"#phase-{copy.pk}")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def phase(request: HttpRequest, pk: int, phase_pk: int) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.phases_of(draft), pk=phase_pk)
    form = PhaseForm(request.POST, instance=found)
    if not form.is_valid():
        return reply.not_understood(request, draft, found, form)
    services.change_part(part=found, by=request.user, **form.cleaned_data)
    return reply.saved(request, draft, at=f"#phase-{phase_pk}")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def remove_phase(request: HttpRequest, pk: int, phase_pk: int) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.phases_of(draft), pk=phase_pk)
    number = reply.keep(request, pk, services.remove_phase(phase=found, by=request.user))
    return reply.back(pk, f"?removed={number}")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def add_session(request: HttpRequest, pk: int, phase_pk: int, kind: str) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.phases_of(draft), pk=phase_pk)
    if kind not in services.SESSION_KINDS:
        raise Http404
    session = services.add_session(phase=found, by=request.user, kind=kind, seen=_seen(request))
    return reply.back(pk, f"#session-{session.pk}")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def copy_session(request: HttpRequest, pk: int, session_pk: int) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.sessions_of(draft), pk=session_pk)
    copy = services.add_session(phase=found.phase, by=request.user, kind=found.kind, copy_of=found, seen=_seen(request))
    return reply.back(pk, f"#session-{copy.pk}")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def session(request: HttpRequest, pk: int, session_pk: int) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.sessions_of(draft), pk=session_pk)
    form = SessionForm(request.POST, instance=found)
    if not form.is_valid():
        return reply.not_understood(request, draft, found, form)
    services.change_part(part=found, by=request.user, **form.cleaned_data)
    return reply.saved(request, draft, at=f"#session-{session_pk}")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def remove_session(request: HttpRequest, pk: int, session_pk: int) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.sessions_of(draft), pk=session_pk)
    number = reply.keep(request, pk, services.remove_session(session=found, by=request.user))
    return reply.back(pk, f"?removed={number}")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def undo(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put back what was removed."""
    draft = reply.draft_of(request, pk)
    removed = reply.take_back(request, pk, number)
    part: Any = services.restore(draft=draft, removed=removed, by=request.user)
    if removed.kind != "item" or not request.htmx:
        return reply.back(pk, f"#{removed.kind}-{part.pk}")
    response = reply.saved(request, draft, fragment="row", row=row_of(part, draft))
    where = {"item": part.pk, "session": part.session_id, "position": part.position}
    return reply.told(response, moved={**where, "said": f"{removed.name} is back"})


def _seen(request: HttpRequest) -> int | None:
    form = SeenForm(request.POST)
    return form.cleaned_data["seen"] if form.is_valid() else None
