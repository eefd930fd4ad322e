"""What the builder's rows send: each answers with its own piece of the page."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.permissions import Permission, requires
from exercises.services import touch
from programmes import services
from programmes.board import Found, Trouble, read_aloud, row_of
from programmes.forms import AddForm, ItemForm, MoveForm
from programmes.views import reply

MATCHES = 8


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
@reply.explained
def item(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Save one row, or show it as it is saved."""
    found = reply.item_of(request, pk, item_pk)
    draft = found.session.phase.version
    if request.method != "POST":
        return _as_saved(request, draft, item_pk)
    form = ItemForm(request.POST, item=found)
    if not form.is_valid():
        return reply.not_understood(request, draft, found, form)
    try:
        changed = services.change_item(item=found, by=request.user, **form.cleaned_data)
    except services.EditConflict as conflict:
        return _ask_which(request, draft, found, Trouble(found, form, conflict.current))
    said, row = "programmes/_phases.html#said", row_of(changed, draft)
    response = reply.saved(request, draft, fragment=said, at=f"#item-{item_pk}", row=row)
    return reply.told(response, saved=_facts(changed, draft))


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add the exercise that was chosen, or the first that answers to what was typed."""
    form = AddForm(request.POST, membership=request.membership)
    exercise = form.wanted() if form.is_valid() else None
    if exercise is None:
        return _nothing_found(request, reply.draft_of(request, pk), form)
    session_pk, seen = form.cleaned_data["to"]
    session = reply.session_of(request, pk, session_pk)
    with transaction.atomic():  # one commit, so that whoever adds waits for the disk once
        added = services.add_item(session=session, exercise=exercise, by=request.user, seen=seen)
        touch(membership=request.membership, exercise=exercise)
    event = {"item": added.pk, "session": session.pk}
    draft, said = session.phase.version, f"{exercise} added"
    return reply.changed(request, draft, at=f"#item-{added.pk}", said=said, added=event)


@requires(Permission.BUILD_PROGRAMMES)
@require_safe
@reply.explained
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """The best matches for what is typed, each a button that adds it."""
    draft = reply.draft_of(request, pk)
    form = AddForm(request.GET, membership=request.membership)
    form.is_valid()
    context = _found(draft, form, form.matches()[:MATCHES], request.figure_look)
    return render(request, "programmes/find.html#matches" if request.htmx else "programmes/find.html", context)


@requires(Permission.SEE_LIBRARY)
@require_safe
def read_dose(request: HttpRequest) -> HttpResponse:
    """What is understood of a dose while it is typed; always 200, for half a dose is no mistake."""
    understood, sentence, hints = read_aloud(request.GET.get("dose", ""))
    context = {"row": {"said": sentence, "hints": hints}, "card": {"wrong": [("dose", sentence)]}}
    return render(request, f"programmes/_phases.html#{'said' if understood else 'wrong'}", context)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def move(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """One step up or down, or to a place in a session."""
    found = reply.item_of(request, pk, item_pk)
    draft = found.session.phase.version
    form = MoveForm(request.POST)
    if not form.is_valid():
        return reply.refused(request, pk, ValidationError(reply.NOWHERE), status=422)
    step, session_pk, position = (form.cleaned_data[name] for name in ("step", "session", "position"))
    if step:
        moved = services.step_item(item=found, by=request.user, step=step)
    else:
        session = get_object_or_404(services.sessions_of(draft), pk=session_pk or found.session_id)
        moved = services.move_item(item=found, by=request.user, session=session, position=position)
    said = f"{moved}: number {moved.position} in {moved.session.title}"
    return reply.changed(request, draft, at=f"#item-{item_pk}", said=said, moved={"item": moved.pk})


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def copy(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    found = reply.item_of(request, pk, item_pk)
    draft = found.session.phase.version
    twin = services.copy_item(item=found, by=request.user)
    said = f"{twin} duplicated"
    return reply.changed(request, draft, at=f"#item-{twin.pk}", said=said, added={"item": twin.pk})


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def remove(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    found = reply.item_of(request, pk, item_pk)
    draft = found.session.phase.version
    services.remove_item(item=found, by=request.user)
    return reply.changed(request, draft, at=f"#session-{found.session_id}", said=f"{found} removed")


def _as_saved(request: HttpRequest, draft, item_pk: int) -> HttpResponse:
    if not request.htmx:
        return redirect("programmes:detail", draft.programme_id)
    found = get_object_or_404(services.items_of(draft), pk=item_pk)
    row = row_of(found, draft, look=request.figure_look, turn=services.turn_of(found))
    context = {"shown": [row], "token": get_token(request)}
    return render(request, "programmes/_phases.html#one_row", context)


def _ask_which(request: HttpRequest, draft, found, trouble: Trouble) -> HttpResponse:
    """Somebody else changed the row meanwhile: show theirs, keep mine, ask."""
    if not request.htmx:
        return reply.page(request, draft.programme_id, trouble, status=409)
    return render(request, "programmes/_phases.html#clash", {"row": row_of(found, draft, trouble)}, status=409)


def _found(draft, form: AddForm, matches, look: str) -> dict[str, object]:
    clinic, by = form.membership.clinic, form.membership.user
    doses = services.doses_for(clinic=clinic, by=by, exercises=[match.pk for match in matches])
    return {
        "draft": draft,
        "programme": draft.programme,
        "form": form,
        "matches": [Found(match, doses.get(match.pk), look) for match in matches],
    }


def _nothing_found(request: HttpRequest, draft, form: AddForm) -> HttpResponse:
    context = _found(draft, form, [], "")
    if not request.htmx:
        return render(request, "programmes/find.html", context, status=422)
    response = render(request, "programmes/find.html#matches", context, status=422)
    return reply.placed(response, "#found", "innerHTML")


def _facts(item, draft) -> dict[str, object]:
    """What the row's fields should say now."""
    row = row_of(item, draft)
    return {"item": item.pk, "revision": item.revision, "dose": row.saved["dose"], "side": row.saved["side"]}
