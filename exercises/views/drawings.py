"""The drawings, looked through by a physiotherapist: right, or what is wrong with them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clinic.permissions import Permission, requires
from exercises import facets
from exercises.forms_drawing import JudgementForm
from exercises.services import drawings as service
from exercises.services import library_for

ON_A_PAGE = 24
STATES = {"open": "Not looked at yet", "remarks": "With remarks", "right": "Drawn right"}


@requires(Permission.SEE_LIBRARY)
@require_safe
def drawings(request: HttpRequest) -> HttpResponse:
    words, state = _asked(request.GET)
    everything = service.drawings_of(request.clinic)
    found = service.drawings_of(request.clinic, words) if words else everything
    counts = service.counted(found)
    shown = [looked for looked in found if not state or looked.state == state]
    context = {
        "page": Paginator(shown, ON_A_PAGE).get_page(request.GET.get("page")),
        "query": _query(words, state),
        "words": words,
        "state": state,
        "state_words": STATES.get(state, ""),
        "tabs": [("", "All", len(found), _query(words, "")), *_tabs(words, counts)],
        "total": len(everything),
        "counts": service.counted(everything),
    }
    return render(request, "exercises/drawings.html", context)


@requires(Permission.TREAT_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """One drawing beside its words; what is said of it leads on to the next."""
    found = get_object_or_404(library_for(request.clinic), pk=pk)
    if found.drawn is None:
        raise Http404
    words, state = _asked(request.GET)
    beside = service.neighbouring(service.drawings_of(request.clinic, words), found, state)
    form = JudgementForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            said = form.say(exercise=found, clinic=request.clinic, by=request.user)
            messages.success(request, said)
            return redirect(_onward(beside.after, words, state))
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context: dict[str, Any] = {
        "exercise": found,
        "judgement": service.judgement_of(found, request.clinic),
        "form": form,
        "beside": beside,
        "query": _query(words, state),
        "state_words": STATES.get(state, ""),
    }
    return render(request, "exercises/drawing.html", context, status=422 if form.errors else 200)


def _asked(given: QueryDict) -> tuple[str, str]:
    """The words and the state in an address; what cannot be read counts as not given."""
    state = given.get("state", "")
    return facets.read(given).q, state if state in STATES else ""


def _query(words: str, state: str) -> str:
    return urlencode([(name, value) for name, value in (("q", words), ("state", state)) if value])


def _tabs(words: str, counts: Any) -> list[tuple[str, str, int, str]]:
    return [(state, label, counts[state], _query(words, state)) for state, label in STATES.items()]


def _onward(pk: int | None, words: str, state: str) -> str:
    address = reverse("exercises:drawing", args=[pk]) if pk else reverse("exercises:drawings")
    query = _query(words, state)
    return f"{address}?{query}" if query else address
