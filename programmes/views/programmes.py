"""The list of programmes, and what is done to a programme as a whole."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from clinic.permissions import Permission, requires
from programmes import assigning, services
from programmes.forms import ListForm, ProgrammeForm
from programmes.views import reply

ON_A_PAGE = 25


@requires(Permission.SEE_LIBRARY)
@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    form = ListForm(request.GET)
    asked = form.understood()
    page = Paginator(services.find(request.membership, **asked), ON_A_PAGE).get_page(request.GET.get("page"))
    rows = [(programme, assigning.address_for(programme.pk)) for programme in page]
    context = {"form": form, "asked": asked, "page": page, "rows": rows, "query": urlencode(asked)}
    return render(request, "programmes/list.html#found" if request.htmx else "programmes/list.html", context)


@requires(Permission.SEE_LIBRARY)
@require_safe
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    return reply.page(request, pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the next draft."""
    found = get_object_or_404(services.own_programmes(request.membership).current(), pk=pk)
    services.draft_of(programme=found, by=request.user)
    return redirect("programmes:detail", pk)


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
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(services.own_programmes(request.membership), pk=pk)
    services.archive(programme=found, by=request.user)
    messages.success(request, f"“{found}” is archived: out of the lists, and back whenever you want it.")
    return redirect("programmes:detail", pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(services.own_programmes(request.membership), pk=pk)
    services.bring_back(programme=found, by=request.user)
    messages.success(request, f"“{found}” is back in the lists.")
    return redirect("programmes:detail", pk)
