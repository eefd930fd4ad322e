"""What is done with a hint: take what it proposes, set it aside with a reason, or bring it back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from clinic.permissions import Permission, requires
from programmes import services
from programmes.advice import Advice, Shown
from programmes.board import board
from programmes.forms import HintForm, SwapForm
from programmes.hints import Remedy, Swap
from programmes.views import reply

GONE = "That hint does not apply any more. The page shows the programme as it is now."


def about_a_hint(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the draft, what stands beside it, the hint that was named, and the form."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        draft = reply.draft_of(request, pk)
        form = HintForm(request.POST)
        if not form.is_valid():
            raise ValidationError([message for messages in form.errors.values() for message in messages])
        advice = Advice(draft, board(draft), request.clinic)
        shown = advice.find(form.cleaned_data["key"])
        if shown is None:
            raise ValidationError(GONE)
        return view(request, draft, advice, shown, form)

    return guarded


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
@about_a_hint
def aside(request: HttpRequest, draft: Any, advice: Advice, shown: Shown, form: HintForm) -> HttpResponse:
    services.set_aside(programme=draft.programme, by=request.user, **form.cleaned_data)
    also = advice.sessions_of(shown)
    return reply.changed(request, draft, at="#hints", said="Set aside. It stays listed under the hints.", also=also)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
@about_a_hint
def again(request: HttpRequest, draft: Any, advice: Advice, shown: Shown, form: HintForm) -> HttpResponse:
    services.show_again(programme=draft.programme, keys=advice.covering(shown), by=request.user)
    also = advice.sessions_of(shown)
    return reply.changed(request, draft, at="#hints", said="The hint is back.", also=also)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
@about_a_hint
def swap(request: HttpRequest, draft: Any, advice: Advice, shown: Shown, form: HintForm) -> HttpResponse:
    """Swap the exercise the hint is about for the one that stood on the button."""
    chosen = SwapForm(request.GET)
    if shown.hint.place != "item" or not chosen.is_valid():
        raise ValidationError(GONE)
    return _take(request, draft, shown, Swap(rows=shown.hint.at, name="", **chosen.cleaned_data))


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
@about_a_hint
def reword(request: HttpRequest, draft: Any, advice: Advice, shown: Shown, form: HintForm) -> HttpResponse:
    """Put the kinder words into the notes."""
    if shown.reword is None:
        raise ValidationError(GONE)
    return _take(request, draft, shown, shown.reword)


def _take(request: HttpRequest, draft: Any, shown: Shown, remedy: Remedy) -> HttpResponse:
    rows = services.take_remedy(draft=draft, remedy=remedy, by=request.user)
    said = f"{shown.hint.about} swapped for {rows[0]}" if isinstance(remedy, Swap) else f"Kinder words at {rows[0]}"
    return reply.changed(request, draft, at=f"#item-{rows[0].pk}", said=said)
