"""The list of the library: find an exercise."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from clinic.permissions import Permission, requires
from exercises import facets, services

ON_A_PAGE = 24


@requires(Permission.SEE_LIBRARY)
@require_safe
def exercises(request: HttpRequest) -> HttpResponse:
    asked = facets.read(request.GET)
    found, habits = services.find_for(request.membership, asked)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "page": page,
        "query": asked.address,
        "chips": list(facets.chips(asked)),
        "starred": habits.starred,
        "figure": render_to_string("_components/figure.html"),
        "begins_with_habits": not asked.q and bool(habits.starred or habits.lately),
    }
    if request.htmx:
        response = render(request, "exercises/list.html#found", context)
        response["HX-Replace-Url"] = f"{reverse('exercises:list')}?{asked.address}".rstrip("?")
        return response
    return render(request, "exercises/list.html", context | _filters(asked))


def _filters(asked: facets.Asked) -> dict[str, object]:
    common = [facet for facet in asked.facets if not facet.rare]
    rare = [facet for facet in asked.facets if facet.rare]
    return {"common": common, "rare": rare, "at_hand": facets.AT_HAND, "precautions": facets.PRECAUTIONS}
