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

from programmes import assigning, services
from programmes.advice import Advice
from programmes.board import Board, Card, Trouble, board, lists, name_of
from programmes.forms import ManyForm

View = Callable[..., HttpResponse]
NOWHERE = "That place does not exist. Open the programme again to see how it is now."


def draft_of(request: HttpRequest, pk: int) -> Any:
    """The draft of one of the clinic's own programmes.

    Raises Overtaken when there is none any more.
    """
    draft = services.draft_in(request.membership, pk)
    if draft is None:
        get_object_or_404(services.own_programmes(request.membership).current(), pk=pk)
        raise services.Overtaken("There is no draft of this programme any more: it was published meanwhile.")
    return draft


def item_of(request: HttpRequest, pk: int, item_pk: int) -> Any:
    """A row of that draft, to be edited and not to be shown; its draft is `item.session.phase.version`."""
    item = services.item_in(request.membership, pk, item_pk)
    return item or get_object_or_404(services.items_of(draft_of(request, pk)), pk=item_pk)


def session_of(request: HttpRequest, pk: int, session_pk: int | None) -> Any:
    """A session of that draft, or the first there is; its draft is `session.phase.version`."""
    if session_pk:
        found = services.session_in(request.membership, pk, session_pk)
        return found or get_object_or_404(services.sessions_of(draft_of(request, pk)), pk=session_pk)
    draft = draft_of(request, pk)
    session = services.first_session(draft)
    if session is None:
        raise ValidationError("There is no session to add it to. Add a phase first.")
    session.phase.version = draft
    return session


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
    already = json.loads(response.headers.get("HX-Trigger-After-Swap", "{}"))
    response.headers["HX-Trigger-After-Swap"] = json.dumps(already | events)
    return response


def page(
    request: HttpRequest, pk: int, trouble: Trouble | None = None, status: int = 200, many: ManyForm | None = None
) -> HttpResponse:
    """The programme's page: the builder while there is a draft, else the version in force to read.

    `many` is a form for the chosen rows that could not be done; its ticks and words stay.
    """
    programme, versions = services.newest_versions(request.membership, pk)
    if programme is None:
        raise Http404
    draft = next((version for version in versions if version.is_draft), None)
    in_force = next((version for version in versions if not version.is_draft), None)
    editing = bool(programme.clinic_id and not programme.archived_at)
    context: dict[str, Any] = {
        "seen": services.number_of(draft) if draft and editing else 0,  # first: what comes later is told to the page
        "programme": programme,
        "draft": draft,
        "in_force": in_force,
        "board": board(draft if draft and editing else in_force or draft, trouble, request.figure_look),
        "name": name_of(programme, trouble),
        "form_token": uuid.uuid4(),
        "assign_url": assigning.address_for(pk),
        "people": assigning.training_with(request.membership, programme),
    }
    if draft and editing:
        context |= beside(request, draft, context["board"])
        if person := context["advice"].person:
            person.note_seen(request.user)
    if many:
        context["many"] = many
        context["board"].tick(many.cleaned_data.get("item", ()))
    name = "programmes/builder.html" if draft and editing else "programmes/reading.html"
    return render(request, name, context, status=status)


def saved(request: HttpRequest, draft: Any, *, fragment: str = "", at: str = "", **context: Any) -> HttpResponse:
    """After an edit within a row or a form: to htmx the fragment, without it back to the place in the page.

    What stands beside the programme the page asks for by itself: whoever types waits for one row, not for forty.
    """
    if not request.htmx:
        return back(draft.programme_id, at)
    context |= {"draft": draft, "programme": draft.programme}
    html = render_to_string(fragment, context, request) if fragment else ""
    return told(HttpResponse(html), draft=_event(news_for(request, draft)))


def changed(
    request: HttpRequest, draft: Any, *, at: str = "", said: str = "", also: frozenset[int] | None = None, **events: Any
) -> HttpResponse:
    """After an edit that moves rows: what is not as the sender saw it, to be merged into the page.

    Of most edits that is a list of rows with those that changed in it and the places of the others. Where nothing in
    the draft has changed, the page would not ask for what stands beside it: `also` sends it at once, and these
    sessions with it.
    """
    if not request.htmx:
        return back(draft.programme_id, at)
    news = news_for(request, draft)
    context = {"draft": draft, "programme": draft.programme, "whole": news.whole, "token": get_token(request)}
    sessions = news.sessions | (also or frozenset())
    if sessions or news.whole or also is not None:
        only = sessions if also is None and not news.whole else None
        shown = board(draft, look=request.figure_look, only=only)
        context |= {"board": shown, "pairs": [pair for pair in shown.pairs if pair[1].part.pk in sessions]}
    if not news.whole:
        context["lists"] = lists(draft, news.lists - sessions, news.rows, request.figure_look)
    if also is not None:
        context |= beside(request, draft, shown)
    event = _event(news) | {"pieces": True}
    return told(_pieces(request, "pieces", context), draft=event, **events, **({"said": said} if said else {}))


def around(request: HttpRequest, draft: Any) -> HttpResponse:
    """What follows every edit: undo and redo, the panel, hints at the rows, minutes of sessions, and where to add."""
    whole = board(draft, look=request.figure_look)
    context = {"draft": draft, "programme": draft.programme, "board": whole}
    return _pieces(request, "around", context | beside(request, draft, whole))


def _pieces(request: HttpRequest, partial: str, context: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(render_to_string(f"programmes/_phases.html#{partial}", context, request))
    response.headers["X-Pieces"] = "1"
    return response


def beside(request: HttpRequest, draft: Any, whole: Board) -> dict[str, Any]:
    """What the panel and the rows have to say about the draft."""
    token = get_token(request)
    advice = Advice(draft, whole, request.clinic)
    history = services.history_of(draft, request.user)
    return {"history": history, "advice": advice, "worth": advice.worth_a_thought(token), "token": token}


def news_for(request: HttpRequest, draft: Any) -> services.News:
    """What has happened since the page last heard of the draft."""
    seen = request.headers.get("X-Seen", "")
    return services.since(draft, int(seen) if seen.isdecimal() and len(seen) < 19 else 0, by=request.user)


def _event(news: services.News) -> dict[str, Any]:
    """For the page's script."""
    return {"number": news.number, "count": news.count, "others": list(news.others)}


def not_understood(request: HttpRequest, draft: Any, part: Any, form: BaseForm) -> HttpResponse:
    """The sentence at the field; what was typed stays, in the page or in the answer."""
    trouble = Trouble(part, form)
    if not request.htmx:
        return page(request, draft.programme_id, trouble, status=422)
    card = Card(part, "", trouble)
    html = render_to_string("programmes/_phases.html#wrong", {"card": card}, request)
    return HttpResponse(html, status=422)


def back(pk: int, at: str = "") -> HttpResponse:
    """To a place in the programme's page."""
    return redirect(f"{reverse('programmes:detail', args=[pk])}{at}")


def placed(response: HttpResponse, target: str, swap: str) -> HttpResponse:
    """Tell htmx where the fragment goes."""
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = target, swap
    return response
