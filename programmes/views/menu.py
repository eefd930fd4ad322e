"""What is seldom done to a row, behind its menu: a heading above it, another exercise in its place."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from clinic.permissions import Permission, requires
from programmes import services
from programmes.board import row_of
from programmes.forms import HeadingForm, InsteadForm
from programmes.views import reply


@requires(Permission.BUILD_PROGRAMMES)
@require_safe
@reply.explained
def more(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """The row's menu: a fragment where it is opened in the page, else a page of its own."""
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.items_of(draft), pk=item_pk)
    return _menu(request, draft, found)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def heading(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Write the line above the row; an empty one takes it away."""
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.items_of(draft), pk=item_pk)
    form = HeadingForm(request.POST)
    if not form.is_valid():
        return reply.not_understood(request, draft, found, form) if request.htmx else _menu(request, draft, found, form)
    services.set_heading(item=found, by=request.user, heading=form.cleaned_data["heading"])
    said = "Heading saved" if form.cleaned_data["heading"] else "Heading removed"
    return reply.changed(request, draft, at=f"#item-{item_pk}", said=said, row_done={"item": item_pk})


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def swap(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Another exercise in this place: the one chosen, or the next on the ladder."""
    draft = reply.draft_of(request, pk)
    found = get_object_or_404(services.items_of(draft), pk=item_pk)
    form = InsteadForm(request.POST, membership=request.membership)
    if not form.is_valid():
        raise ValidationError("That exercise is not in your library any more. Choose another one.")
    exercise, step = form.cleaned_data["exercise"], form.cleaned_data["step"]
    wanted = exercise or services.step_from(found, request.clinic, step)
    if wanted is None:
        raise ValidationError(f"No {'easier' if step < 0 else 'harder'} step of {found} is on a ladder.")
    said = f"{found} swapped for {wanted}"
    services.swap_item(item=found, exercise=wanted, by=request.user)
    if not request.htmx:
        messages.success(request, said)
    return reply.changed(request, draft, at=f"#item-{item_pk}", said=said, row_done={"item": item_pk})


def _menu(request: HttpRequest, draft: Any, found: Any, form: HeadingForm | None = None) -> HttpResponse:
    context = {
        "programme": draft.programme,
        "row": row_of(found, draft),
        "form": form,
        "heading": form.data.get("heading", "") if form else found.heading,
        "swaps": services.swaps_for(item=found, clinic=request.clinic),
        "token": get_token(request),
    }
    name = "programmes/_row_menu.html" if request.htmx else "programmes/row.html"
    return render(request, name, context, status=422 if form else 200)
