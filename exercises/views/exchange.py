"""Bring exercises in from files, and take the library out."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.permissions import Permission, requires
from exercises.exchange import asking, exporting, report, working
from exercises.forms_exchange import ColumnsForm, ConfirmForm, UploadForm

ROWS_ON_A_PAGE = 50
IMPORTS_SHOWN = 10


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose files; below it the imports so far, and the way out."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        files = form.cleaned_data["chosen"]
        job = asking.start(clinic=request.clinic, by=request.user, files=files, options=form.options())
        return redirect("exercises:import_detail", job.pk)
    context = {"form": form, "imports": asking.imports_of(request.clinic)[:IMPORTS_SHOWN]}
    return render(request, "exercises/imports.html", context, status=422 if form.errors else 200)


@requires(Permission.BUILD_PROGRAMMES)
@require_safe
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress while it is worked on, then the preview, then the report; one address for all of it."""
    job = get_object_or_404(asking.imports_of(request.clinic), pk=pk)
    if job.is_at_work:
        return _progress(request, job)
    if request.htmx and "rows" not in request.GET:  # the progress that asked is over: show the page
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    if job.state == "asking":
        return redirect("exercises:import_columns", pk)
    return render(request, "exercises/import_report.html", _report(request, job))


def _progress(request: HttpRequest, job: Any) -> HttpResponse:
    context = {"job": job, "done": working.progress(job)}
    return render(request, f"exercises/import_progress.html{'#bar' if request.htmx else ''}", context)


def _report(request: HttpRequest, job: Any) -> dict[str, Any]:
    show = request.GET.get("show", "")
    page = Paginator(asking.rows_of(job, show), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    return {
        "job": job,
        "counts": report.counts(job, show),
        "page": page,
        "query": f"show={show}" if show else "",
        "form": ConfirmForm(initial={"duplicates": True}),
        "can_be_read_again": any(file.file for file in job.files.all()) and bool(job.found),
    }


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the columns mean, and in what letters and language the files are to be read."""
    job = get_object_or_404(asking.imports_of(request.clinic), pk=pk)
    form = ColumnsForm(request.POST if request.method == "POST" else None, found=job.found, options=job.options)
    if request.method == "POST" and form.is_valid():
        try:
            asking.read_again(job=job, by=request.user, options=form.options())
        except ValidationError as error:
            messages.error(request, error.message)
        return redirect("exercises:import_detail", pk)
    if job.state not in ("asking", "previewed", "failed"):
        return redirect("exercises:import_detail", pk)
    context = {"form": form, "job": job, "lacks_name": job.state == "asking"}
    return render(request, "exercises/import_columns.html", context, status=422 if form.errors else 200)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(asking.imports_of(request.clinic), pk=pk)
    form = ConfirmForm(request.POST)
    form.is_valid()
    try:
        asking.confirm(job=job, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect("exercises:import_detail", pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def import_drop(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(asking.imports_of(request.clinic), pk=pk)
    try:
        asking.drop(job=job, by=request.user)
    except ValidationError as error:
        messages.error(request, error.message)
        return redirect("exercises:import_detail", pk)
    messages.success(request, "Dropped. Nothing was brought in.")
    return redirect("exercises:imports")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def import_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(asking.imports_of(request.clinic), pk=pk)
    try:
        messages.success(request, f"Taken back: {asking.take_back(job=job, by=request.user)}.")
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect("exercises:import_detail", pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The library as a file, sent while it is read; `?all` brings the built-in exercises along."""
    if kind not in exporting.KINDS:
        raise Http404
    with_built_in = "all" in request.GET
    today = timezone.now().astimezone(request.clinic.zone).date()
    name = f"{slugify(request.clinic.name) or 'clinic'}-exercises-{today}.{kind}"
    if kind == "zip":
        packed = exporting.as_zip(request.clinic, with_built_in=with_built_in)
        return FileResponse(packed, as_attachment=True, filename=name, content_type=exporting.KINDS[kind])
    rows = exporting.exercises_of(request.clinic, with_built_in=with_built_in)
    pieces = exporting.as_csv(rows) if kind == "csv" else exporting.as_json(rows)
    answer = StreamingHttpResponse(pieces, content_type=exporting.KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
