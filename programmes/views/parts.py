"""What phases and sessions send."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from clinic.permissions import Permission, requires
from programmes import services
from programmes.forms import PhaseForm, SeenForm, SessionForm
from programmes.views import reply


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def add_phase(request: HttpRequest, pk: int) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    phase = services.add_phase(draft=draft, by=request.user, seen=_seen(request))
    return reply.changed(request, draft, at=f"#phase-{phase.pk}", said=f"{phase} added", part=f"phase-{phase.pk}")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def copy_phase(request: HttpRequest, pk: int, phase_pk: int) -> HttpResponse:
    """The same again at the end, as the next stage to work on."""
    draft = reply.draft_of(request, pk)
    phase = get_object_or_404(services.phases_of(draft), pk=phase_pk)
    copy = services.add_phase(draft=draft, by=request.user, copy_of=phase, seen=_seen(request))
    return reply.changed(request, draft, at=f"#phase-{copy.pk}", said=f"{copy} added", part=f"phase-{copy.pk}")


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
    services.remove_phase(phase=found, by=request.user)
    return reply.changed(request, draft, at="#title", said=f"{found} removed")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def add_session(request: HttpRequest, pk: int, phase_pk: int, kind: str) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.phases_of(draft), pk=phase_pk)
    if kind not in services.SESSION_KINDS:
        raise Http404
    session = services.add_session(phase=found, by=request.user, kind=kind, seen=_seen(request))
    return _added(request, draft, session)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def copy_session(request: HttpRequest, pk: int, session_pk: int) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.sessions_of(draft), pk=session_pk)
    copy = services.add_session(phase=found.phase, by=request.user, kind=found.kind, copy_of=found, seen=_seen(request))
    return _added(request, draft, copy)


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
    return reply.changed(request, draft, at=f"#session-{session_pk}", said="Saved")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def remove_session(request: HttpRequest, pk: int, session_pk: int) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.sessions_of(draft), pk=session_pk)
    services.remove_session(session=found, by=request.user)
    return reply.changed(request, draft, at=f"#phase-{found.phase_id}", said=f"{found.title} removed")


def _added(request: HttpRequest, draft: Any, session: Any) -> HttpResponse:
    at = f"session-{session.pk}"
    return reply.changed(request, draft, at=f"#{at}", said=f"{session.title} added", part=at)


def _seen(request: HttpRequest) -> int | None:
    form = SeenForm(request.POST)
    return form.cleaned_data["seen"] if form.is_valid() else None
