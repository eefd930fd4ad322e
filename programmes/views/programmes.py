"""The list of programmes, and what is done to a programme as a whole."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.permissions import Permission, requires
from programmes import services
from programmes.board import board
from programmes.forms import ListForm, NewProgrammeForm, ProgrammeForm, TokenForm
from programmes.views import reply

ON_A_PAGE = 25


@requires(Permission.SEE_LIBRARY)
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.GET)
    asked = form.understood()
    page = Paginator(services.find(request.clinic, **asked), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "asked": asked, "page": page, "query": urlencode(asked)}
    return render(request, "programmes/list.html#found" if request.htmx else "programmes/list.html", context)


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewProgrammeForm(request.POST or None, clinic=request.clinic, initial={"template": request.GET.get("from")})
    if request.method == "POST" and form.is_valid():
        programme = services.start(clinic=request.clinic, by=request.user, **form.cleaned_data)
        return redirect("programmes:detail", programme.pk)
    context = {"form": form, "sources": services.sources_for(request.clinic, chosen=form["template"].value())}
    return render(request, "programmes/new.html", context, status=422 if form.errors else 200)


@requires(Permission.SEE_LIBRARY)
@require_safe
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    return reply.page(request, pk)


@requires(Permission.SEE_LIBRARY)
@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A published version, as it was or is."""
    found = get_object_or_404(services.programmes_for(request.clinic), pk=pk)
    frozen = get_object_or_404(found.versions.published().select_related("published_by"), number=number)
    newest = services.newest_published(found)
    context = {"programme": found, "in_force": newest, "shown": frozen, "board": board(frozen)}
    return render(request, "programmes/reading.html", context)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the next draft."""
    found = get_object_or_404(request.clinic.programmes.current(), pk=pk)
    services.draft_of(programme=found, by=request.user)
    return redirect("programmes:detail", pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Use a template, or begin another programme like this one."""
    found = get_object_or_404(services.programmes_for(request.clinic), pk=pk)
    form = TokenForm(request.POST)
    token = form.cleaned_data["form_token"] if form.is_valid() else None
    begun = services.start(clinic=request.clinic, name=found.name, by=request.user, template=found, form_token=token)
    messages.success(request, "This is your own copy. Change what you like; the original stays as it is.")
    return redirect("programmes:detail", begun.pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def save_as_template(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(request.clinic.programmes, pk=pk)
    form = TokenForm(request.POST)
    token = form.cleaned_data["form_token"] if form.is_valid() else None
    template = services.save_as_template(programme=found, by=request.user, form_token=token)
    messages.success(request, "Saved as a template. Everybody in the clinic can start from it.")
    return redirect("programmes:detail", template.pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    form = ProgrammeForm(request.POST)
    if not form.is_valid():
        return reply.not_understood(request, draft, draft.programme, form)
    draft.programme = services.rename(draft=draft, by=request.user, **form.cleaned_data)
    return reply.saved(request, draft, fragment="programmes/_beside.html#title")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(request.clinic.programmes.current(), pk=pk)
    try:
        version = services.publish(programme=found, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return reply.page(request, pk, status=422)
    messages.success(request, f"Version {version.number} is in force.")
    return redirect("programmes:detail", pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(request.clinic.programmes, pk=pk)
    services.archive(programme=found, by=request.user)
    messages.success(request, f"“{found}” is archived: out of the lists, and back whenever you want it.")
    return redirect("programmes:detail", pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(request.clinic.programmes, pk=pk)
    services.bring_back(programme=found, by=request.user)
    messages.success(request, f"“{found}” is back in the lists.")
    return redirect("programmes:detail", pk)
