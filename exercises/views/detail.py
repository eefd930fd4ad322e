"""One exercise to read: what the patient reads, its facts, its ladder, where it is used, what happened to it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.permissions import Permission, may, requires
from exercises import services, speech
from exercises.forms_own import OwnForm


@requires(Permission.SEE_LIBRARY)
@require_safe
def exercise(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(services.readable_by(request.clinic).with_tags().with_media(), pk=pk)
    is_current = not found.snapshot_of_id
    programmes, patients = services.uses_of(found, request.clinic)
    context = {
        "exercise": found,
        "ladders": services.ladders_of(found),
        "dose_words": speech.in_words(found.dose),
        "original": found.adapted_from if is_current else found.snapshot_of,
        "review": services.review_of(found, request.clinic) if is_current else None,
        "seen": services.fingerprint(found),
        "programmes": programmes,
        "patients": patients,
        "events": services.history_of(found, request.clinic) if is_current else [],
        "snapshots": services.snapshots_of(found) if is_current else [],
        "is_starred": services.is_starred(membership=request.membership, exercise=found),
        "is_own": is_current and found.clinic_id == request.clinic.pk,
        "may_build": may(request.membership.role, Permission.BUILD_PROGRAMMES),
        "may_review": is_current and may(request.membership.role, Permission.TREAT_PATIENTS),
    }
    return render(request, "exercises/detail.html", context)


@requires(Permission.SEE_LIBRARY)
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The exercise as the patient sees it; posted, as it would be with what stands in the form."""
    stored = get_object_or_404(services.readable_by(request.clinic).with_media(), pk=pk)
    return _as_patient(request, OwnForm(request.POST, exercise=stored).draft() if request.POST else stored, stored)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def preview_new(request: HttpRequest) -> HttpResponse:
    return _as_patient(request, OwnForm(request.POST).draft())


def _as_patient(request: HttpRequest, shown: Any, stored: Any = None) -> HttpResponse:
    main, *more = map(_capital, speech.for_patient(shown.dose, per_side=shown.per_side).split("; ", 1))
    context = {"exercise": shown, "stored": stored, "is_draft": shown is not stored, "dose_main": main}
    return render(request, "exercises/preview.html", context | {"dose_more": "".join(more).replace("; ", " · ")})


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
