"""What phases and sessions send."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from clinic.permissions import Permission, requires
from programmes import services
from programmes.forms import ForwardForm, PhaseForm, PlaceForm, SeenForm, SessionForm
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
    """The same again at the end, or by a rule a little further on, as the next stage to work on."""
    draft = reply.draft_of(request, pk)
    phase = get_object_or_404(services.phases_of(draft), pk=phase_pk)
    form = ForwardForm(request.POST)
    rule = form.cleaned_data["rule"] if form.is_valid() else services.Rule.SAME
    copy = services.copy_forward(phase=phase, by=request.user, rule=rule, seen=_seen(request))
    if not request.htmx:
        messages.success(request, copy.said)
    at = f"phase-{copy.phase.pk}"
    return reply.changed(request, draft, at=f"#{at}", said=copy.said, part=at)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def move_phase(request: HttpRequest, pk: int, phase_pk: int) -> HttpResponse:
    """One place up or down, with everything in it."""
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.phases_of(draft), pk=phase_pk)
    form = PlaceForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["step"]:
        return reply.refused(request, pk, ValidationError(reply.NOWHERE), status=422)
    moved = services.step_phase(phase=found, by=request.user, step=form.cleaned_data["step"])
    return reply.changed(request, draft, at=f"#phase-{phase_pk}", said=f"{moved}: phase {moved.position}")


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
def move_session(request: HttpRequest, pk: int, session_pk: int) -> HttpResponse:
    """One place up or down, or to the end of another phase, itself or a copy."""
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.sessions_of(draft), pk=session_pk)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return reply.refused(request, pk, ValidationError(reply.NOWHERE), status=422)
    if form.cleaned_data["step"]:
        moved = services.step_session(session=found, by=request.user, step=form.cleaned_data["step"])
    else:
        phase = get_object_or_404(services.phases_of(draft), pk=form.cleaned_data["phase"])
        if form.cleaned_data["copy"]:
            copy = services.add_session(phase=phase, by=request.user, kind=found.kind, copy_of=found)
            return _added(request, draft, copy)
        moved = services.move_session(session=found, phase=phase, by=request.user)
    said = f"{moved.title}: number {moved.position} in {moved.phase}"
    return reply.changed(request, draft, at=f"#session-{moved.pk}", said=said)


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
