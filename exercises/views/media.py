"""Pictures and videos of the clinic's own exercises: add, describe, order, remove, and show to its own people."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic import ranges
from clinic.permissions import Permission, members_only, requires
from exercises import services
from exercises.forms_own import DescriptionForm, MediaForm

A_YEAR_SECONDS = 31_536_000


@members_only
@require_safe
@cache_control(private=True, immutable=True, max_age=A_YEAR_SECONDS)
def media(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself, for staff and patients of the clinic; never overwritten, so a browser may keep it."""
    found = get_object_or_404(services.shown_in(request.clinic), pk=pk)
    try:
        file = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    etag = f'"{found.pk}-{file.size}"'
    response = ranges.send(request, file, size=file.size, content_type=found.content_type, etag=etag)
    response["Content-Disposition"] = "inline"
    return response


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
def pictures(request: HttpRequest, pk: int) -> HttpResponse:
    """All of an exercise's pictures and videos, and a form for one more."""
    found = get_object_or_404(services.own_of(request.clinic).with_media(), pk=pk)
    form = MediaForm(request.POST, request.FILES) if request.method == "POST" else MediaForm()
    if form.is_valid():
        said = form.cleaned_data
        try:
            if said["file"]:
                services.add_file(exercise=found, by=request.user, file=said["file"], alt=said["alt"])
            else:
                services.add_link(exercise=found, by=request.user, url=said["url"], alt=said["alt"])
            messages.success(request, "Added.")
            return redirect("exercises:pictures", pk)
        except ValidationError as error:
            form.add_error(None, error.messages)
    context = {"exercise": found, "form": form, "most": services.MOST_MEDIA}
    return render(request, "exercises/pictures.html", context, status=422 if form.errors else 200)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def describe(request: HttpRequest, pk: int, media_pk: int) -> HttpResponse:
    found = get_object_or_404(services.own_of(request.clinic), pk=pk)
    row = get_object_or_404(found.media.all(), pk=media_pk)
    form = DescriptionForm(request.POST)
    if form.is_valid():
        services.describe(media=row, by=request.user, alt=form.cleaned_data["alt"])
        messages.success(request, "Saved.")
    else:
        messages.error(request, "What it shows: " + " ".join(map(str, form.errors["alt"])))
    return redirect("exercises:pictures", pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def remove(request: HttpRequest, pk: int, media_pk: int) -> HttpResponse:
    found = get_object_or_404(services.own_of(request.clinic), pk=pk)
    services.remove_media(media=get_object_or_404(found.media.all(), pk=media_pk), by=request.user)
    messages.success(request, "Removed. Published programmes keep showing it until they are published again.")
    return redirect("exercises:pictures", pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def move(request: HttpRequest, pk: int, media_pk: int) -> HttpResponse:
    """One place earlier, or later."""
    found = get_object_or_404(services.own_of(request.clinic), pk=pk)
    row = get_object_or_404(found.media.all(), pk=media_pk)
    services.move_media(media=row, by=request.user, step=1 if request.POST.get("to") == "later" else -1)
    return redirect("exercises:pictures", pk)
