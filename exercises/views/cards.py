"""The short reads about pain, as therapists look at them before they recommend one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic.permissions import Permission, requires
from exercises import services


@requires(Permission.SEE_LIBRARY)
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    return render(request, "exercises/cards.html", {"cards": services.cards()})


@requires(Permission.SEE_LIBRARY)
@require_safe
def card(request: HttpRequest, key: str) -> HttpResponse:
    opened = services.open_card(key)
    if opened is None:
        raise Http404
    return render(request, "exercises/card.html", {"opened": opened})
