"""The clinic's own exercises: write, adapt, change, put away, bring back, delete."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.permissions import Permission, may, requires
from exercises import services
from exercises.forms_own import OwnForm

SAVED = "Saved. Published programmes keep the earlier words until they are published again."


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = OwnForm(*_sent(request))
    if form.is_valid():
        return _added(request, services.create(clinic=request.clinic, by=request.user, **form.newcomer()))
    return _page(request, form, {})


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
def adapt(request: HttpRequest, pk: int) -> HttpResponse:
    """The clinic's own version of any exercise it can prescribe; nothing is kept until it is saved."""
    original = get_object_or_404(services.library_for(request.clinic).with_tags(), pk=pk)
    form = OwnForm(*_sent(request), exercise=original, tags=services.tags_of(original))
    if form.is_valid():
        said = form.newcomer()
        try:
            made = services.adapt(exercise=original, clinic=request.clinic, by=request.user, **said)
            return _added(request, made)
        except ValidationError as error:  # the original's pictures may fill the copy already
            form.add_error("file", error.messages)
    return _page(request, form, {"original": original})


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(services.own_of(request.clinic).with_tags(), pk=pk)
    form = OwnForm(*_sent(request), exercise=found, tags=services.tags_of(found))
    if form.is_valid():
        try:
            services.change(exercise=found, by=request.user, seen=form.cleaned_data["seen"], **form.content())
            messages.success(request, SAVED)
            return redirect("exercises:detail", pk)
        except services.Overtaken as error:
            return _compare(request, found, form, error.current)
    seen = form["seen"].value() if form.is_bound else services.fingerprint(found)
    return _page(request, form, {"exercise": found, "seen": seen})


@requires(Permission.SEE_LIBRARY)
@require_safe
def archived(request: HttpRequest) -> HttpResponse:
    may_build = may(request.membership.role, Permission.BUILD_PROGRAMMES)
    context = {"exercises": services.archived_of(request.clinic), "may_build": may_build}
    return render(request, "exercises/archived.html", context)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(services.own_of(request.clinic), pk=pk)
    services.archive(exercise=found, by=request.user)
    return redirect("exercises:detail", pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(services.own_of(request.clinic), pk=pk)
    services.restore(exercise=found, by=request.user)
    messages.success(request, f"“{found}” is back in the lists.")
    return redirect("exercises:detail", pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, because nothing brings it back; what is used can only be archived."""
    found = get_object_or_404(services.own_of(request.clinic), pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            services.delete(exercise=found, by=request.user)
            messages.success(request, f"“{found}” is deleted.")
            return redirect("exercises:list")
        except ValidationError as error:
            refusal = " ".join(error.messages)
    used = services.programmes_with(found, request.clinic)
    context = {"exercise": found, "programmes": used, "refusal": refusal}
    return render(request, "exercises/delete.html", context, status=422 if refusal else 200)


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _page(request: HttpRequest, form: OwnForm, context: dict[str, Any], status: int = 0) -> HttpResponse:
    status = status or (422 if form.errors else 200)
    return render(request, "exercises/edit.html", {"form": form, **context}, status=status)


def _compare(request: HttpRequest, exercise: Any, form: OwnForm, current: Any) -> HttpResponse:
    """Both texts side by side; saving once more, having seen them, puts what was written here in place."""
    differences = form.differences(services.content_of(current))
    context = {"exercise": exercise, "seen": services.fingerprint(current), "differences": differences}
    return _page(request, form, context, status=409)


def _added(request: HttpRequest, made: Any) -> HttpResponse:
    messages.success(request, f"“{made}” is in your clinic’s library.")
    return redirect("exercises:detail", made.pk)
