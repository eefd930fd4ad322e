"""The list of the library: find an exercise."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic.permissions import Permission, requires
from exercises import services
from exercises.forms import FindForm

ON_A_PAGE = 24


@requires(Permission.SEE_LIBRARY)
@require_safe
def exercises(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.GET)
    asked = form.understood()
    found = services.find(services.library_for(request.clinic), **asked)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    facets = [form[name] for name in ("pillar", "foundation", "equipment")]
    context = {"facets": facets, "asked": asked, "page": page, "query": urlencode(asked)}
    return render(request, "exercises/list.html#found" if request.htmx else "exercises/list.html", context)
