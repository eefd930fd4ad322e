"""Choose whose handouts, watch them being made, fetch them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.permissions import Permission, requires
from patients.exports import asking, choosing, packing, shelf
from patients.exports.forms import ExportForm
from patients.exports.progress import progress
from programmes import handouts

A_PAGE, SHOWN_TO_TICK, PARTS_ON_A_PAGE = 25, 300, 100


@requires(Permission.EXPORT_HANDOUTS)
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    page = Paginator(choosing.exports_for(request.membership), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "sees_all": choosing.may_see_all(request.membership)}
    return render(request, "exports/list.html", context)


@requires(Permission.EXPORT_HANDOUTS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose; how many it will be is shown before anything starts."""
    membership, is_post = request.membership, request.method == "POST"
    asked = request.POST if is_post else request.GET if request.GET else None
    form = ExportForm(asked, membership=membership)
    wish = form.wish()
    count = choosing.found(membership, wish).count()
    if is_post and "start" in request.POST and not request.htmx and form.is_valid():
        if count and str(count) == request.POST.get("count"):
            try:
                kind, token = form.cleaned_data["kind"], form.cleaned_data["token"]
                export = asking.start(membership=membership, wish=wish, choice=form.choice(), kind=kind, token=token)
                return redirect("exports:detail", export.pk)
            except ValidationError as refusal:
                form.add_error(None, refusal)
        elif count:
            messages.info(request, "Your choice has changed. Look at the number below, then start.")
        else:
            form.add_error(None, "Nobody with a plan matches. Choose others.")
    status = 422 if is_post and not request.htmx and form.errors else 200
    return render(request, _part_of_new(request), _context_of_new(request, form, wish, count), status=status)


def _part_of_new(request: HttpRequest) -> str:
    target = request.htmx.target if request.htmx else None
    return f"exports/new.html{f'#{target}' if target in ('chosen', 'start') else ''}"


def _context_of_new(request: HttpRequest, form: ExportForm, wish: choosing.Wish, count: int) -> dict[str, Any]:
    matching = choosing.matching(request.membership, wish)
    return {
        "form": form,
        "wish": wish,
        "count": count,
        "people": choosing.columns(matching)[:SHOWN_TO_TICK],
        "matching": matching.count() if wish.ticked else count,
        "shown": SHOWN_TO_TICK,
        "without_plan": choosing.without_plan(request.membership, wish),
        "with_therapists": bool(form.therapists),
        "full_names": request.clinic.full_names,
    }


@requires(Permission.EXPORT_HANDOUTS)
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, then what came of it; one address for both."""
    export = get_object_or_404(choosing.exports_for(request.membership), pk=pk)
    if request.htmx and not export.is_at_work:  # the progress that asked is over: show the page
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    context = {"export": export, "progress": progress(export), "layout": handouts.Layout(export.layout).label}
    if request.htmx:
        return render(request, "exports/detail.html#bar", context)
    asking.note_seen(export=export, by=request.user)
    told = export.parts.exclude(reason="").select_related("patient")
    context |= {
        "page": Paginator(told, PARTS_ON_A_PAGE).get_page(request.GET.get("page")),
        "can_go_on": asking.can_go_on(export),
        "is_there": asking.is_there(export),
    }
    return render(request, "exports/detail.html", context)


@requires(Permission.EXPORT_HANDOUTS)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    export = get_object_or_404(choosing.exports_for(request.membership), pk=pk)
    try:
        asking.cancel(export=export, by=request.user)
        messages.success(request, "Cancelled. What is made so far is kept, should you want to go on.")
    except ValidationError as refusal:
        messages.info(request, refusal.message)
    return redirect("exports:detail", pk)


@requires(Permission.EXPORT_HANDOUTS)
@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    export = get_object_or_404(choosing.exports_for(request.membership), pk=pk)
    try:
        asking.go_on(export=export, by=request.user)
    except ValidationError as refusal:
        messages.info(request, refusal.message)
    return redirect("exports:detail", pk)


@requires(Permission.EXPORT_HANDOUTS)
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The one PDF, or the zip, made while it is sent."""
    export = get_object_or_404(choosing.exports_for(request.membership), pk=pk)
    if not asking.is_there(export):
        messages.info(request, "There is nothing to download.")
        return redirect("exports:detail", pk)
    asking.note_fetched(export=export, by=request.user)
    name = f"{slugify(request.clinic.name) or 'clinic'}-handouts-{export.pk}.{export.kind}"
    if export.kind == "pdf":
        file = shelf.path_to(export.bound).open("rb")
        return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf")
    answer = StreamingHttpResponse(packing.zipped(export), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
