"""What is done to all the rows that are chosen."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from clinic.permissions import Permission, requires
from programmes import services
from programmes.forms import ManyForm
from programmes.views import reply

VERBS: Final[dict[str, Callable[..., str]]] = {
    "group": services.many.group,
    "ungroup": services.many.ungroup,
    "duplicate": services.many.duplicate,
    "remove": services.many.remove,
}


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def many(request: HttpRequest, pk: int) -> HttpResponse:
    draft = reply.draft_of(request, pk)
    form = ManyForm(request.POST)
    if not form.is_valid():
        return _not_done(request, pk, form)
    try:
        said = _done(request, draft, **form.cleaned_data)
    except services.Overtaken:
        raise
    except ValidationError as error:
        form.add_error("part" if form.cleaned_data["do"] == "set" else None, error)
        return _not_done(request, pk, form)
    if not request.htmx:
        messages.success(request, said)
    at = f"#item-{form.cleaned_data['item'][0]}"
    return reply.changed(request, draft, at=at, said=said, many={"did": form.cleaned_data["do"]})


def _done(request: HttpRequest, draft: Any, *, do: str, item: list[int], part: str, session: int | None) -> str:
    chosen = {"draft": draft, "items": item, "by": request.user}
    if do == "set":
        return services.many.set_for_all(part=part, **chosen)
    if do == "move":
        target = get_object_or_404(services.sessions_of(draft), pk=session)
        return services.many.move(session=target, **chosen)
    return VERBS[do](**chosen)


def _not_done(request: HttpRequest, pk: int, form: ManyForm) -> HttpResponse:
    """The sentence at the bar; ticks and words stay."""
    if request.htmx:
        return render(request, "programmes/_many.html#wrong", {"many": form}, status=422)
    return reply.page(request, pk, status=422, many=form)
