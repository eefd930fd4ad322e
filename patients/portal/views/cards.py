"""The short reads about pain, for the patient."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from exercises import services as exercises
from patients.portal.gate import patients_only


@patients_only
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/cards.html", {"cards": exercises.cards()})


@patients_only
@require_safe
def card(request: HttpRequest, key: str) -> HttpResponse:
    opened = exercises.open_card(key)
    if opened is None:
        raise Http404
    return render(request, "portal/card.html", {"opened": opened})
