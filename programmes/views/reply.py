"""How the builder answers: with the whole page, or, to htmx, with the piece that changed and the balance beside it."""

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from programmes import services
from programmes.board import Card, Trouble, board, name_of

View = Callable[..., HttpResponse]


def draft_of(request: HttpRequest, pk: int) -> Any:
    """The draft of one of the clinic's own programmes.

    Raises Overtaken when there is none any more.
    """
    programme = get_object_or_404(request.clinic.programmes.current(), pk=pk)
    draft = programme.versions.drafts().select_related("programme").first()
    if draft is None:
        raise services.Overtaken("There is no draft of this programme any more: it was published meanwhile.")
    return draft


def explained(view: View) -> View:
    """Answer 409 with a sentence where a colleague was faster; nothing has been written then."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, pk, *args, **kwargs)
        except services.Overtaken as error:
            return refused(request, pk, error, status=409)
        except ValidationError as error:
            return refused(request, pk, error, status=422)

    return guarded


def refused(request: HttpRequest, pk: int, error: ValidationError, *, status: int) -> HttpResponse:
    """Say that nothing was done, and why, without touching what stands in the page."""
    sentence = " ".join(error.messages)
    if request.htmx:
        return told(HttpResponse(status=status, headers={"HX-Reswap": "none"}), refused=sentence)
    context = {"sentence": sentence, "address": reverse("programmes:detail", args=[pk])}
    return render(request, "programmes/refused.html", context, status=status)


def told(response: HttpResponse, **events: Any) -> HttpResponse:
    """Let the page's script know, once the answer stands in the page; plain JSON, so that any name survives."""
    response.headers["HX-Trigger-After-Swap"] = json.dumps(events)
    return response


def page(request: HttpRequest, pk: int, trouble: Trouble | None = None, status: int = 200) -> HttpResponse:
    """The programme's page: the builder while there is a draft, else the version in force to read."""
    programme, versions = services.newest_versions(request.clinic, pk)
    if programme is None:
        raise Http404
    draft = next((version for version in versions if version.is_draft), None)
    in_force = next((version for version in versions if not version.is_draft), None)
    editing = draft and programme.clinic_id and not programme.archived_at
    context = {
        "programme": programme,
        "draft": draft,
        "in_force": in_force,
        "board": board(draft if editing else in_force or draft, trouble),
        "name": name_of(programme, trouble),
        "undo": undo_offered(request, programme),
        "form_token": uuid.uuid4(),
    }
    name = "programmes/builder.html" if editing else "programmes/reading.html"
    return render(request, name, context, status=status)


def saved(
    request: HttpRequest, draft: Any, *, fragment: str = "", at: str = "", status: int = 200, **context: Any
) -> HttpResponse:
    """After an edit: to htmx the fragment and what stands beside it, without it back to the place in the page."""
    if not request.htmx:
        return back(draft.programme_id, at)
    context |= {"draft": draft, "programme": draft.programme, "board": board(draft), "oob": True}
    context["token"] = get_token(request)
    pieces = [f"programmes/builder.html#{name}" for name in (fragment, "beside") if name]
    html = "".join(render_to_string(piece, context, request) for piece in pieces)
    return HttpResponse(html, status=status)


def not_understood(request: HttpRequest, draft: Any, part: Any, form: BaseForm) -> HttpResponse:
    """The sentence at the field; what was typed stays, in the page or in the answer."""
    trouble = Trouble(part, form)
    if not request.htmx:
        return page(request, draft.programme_id, trouble, status=422)
    card = Card(part, "", trouble)
    html = render_to_string("programmes/builder.html#wrong", {"card": card}, request)
    return HttpResponse(html, status=422)


def back(pk: int, at: str = "") -> HttpResponse:
    """To a place in the programme's page."""
    return redirect(f"{reverse('programmes:detail', args=[pk])}{at}")


def placed(response: HttpResponse, target: str, swap: str) -> HttpResponse:
    """Tell htmx where the fragment goes."""
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = target, swap
    return response


# What was removed is kept in the session until it is put back or ten others were removed.

KEPT = 10


def keep(request: HttpRequest, programme_pk: int, removed: services.Removed) -> int:
    """Keep what was removed; returns its number, for the button that puts it back."""
    kept = request.session.get("removed", [])
    number = kept[-1]["number"] + 1 if kept else 1
    entry = {"number": number, "programme": programme_pk, **removed.as_json()}
    request.session["removed"] = [*kept, entry][-KEPT:]
    return number


def take_back(request: HttpRequest, programme_pk: int, number: int) -> services.Removed:
    kept = request.session.get("removed", [])
    entry = next((e for e in kept if (e["number"], e["programme"]) == (number, programme_pk)), None)
    if entry is None:
        raise ValidationError("This has been put back already, or too much has happened since.")
    request.session["removed"] = [other for other in kept if other is not entry]
    return services.Removed.from_json({k: v for k, v in entry.items() if k not in ("number", "programme")})


def undo_offered(request: HttpRequest, programme: Any) -> dict[str, Any] | None:
    """What `?removed=` in the address names, if it can still be put back."""
    number = request.GET.get("removed", "")
    kept = request.session.get("removed", []) if number else []
    return next((e for e in kept if str(e["number"]) == number and e["programme"] == programme.pk), None)
