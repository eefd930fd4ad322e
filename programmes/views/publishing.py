"""Put a draft in force after a look at what changed; versions, and going back to one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.permissions import Permission, requires
from programmes import assigning, services
from programmes.board import board
from programmes.forms import PublishForm
from programmes.views import reply


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at what changed, then publish. A form sent twice publishes once."""
    found = get_object_or_404(services.own_programmes(request.membership).current(), pk=pk)
    if "look" in request.POST:  # the builder sends everything typed before it leaves with a form
        return redirect("programmes:publish", pk)
    form = PublishForm(request.POST) if request.method == "POST" else None
    if form is None:
        return _look(request, found)
    if not form.is_valid():
        return _look(request, found, form, status=422)
    number = form.cleaned_data.pop("number")
    if number and (there := found.versions.published().filter(number=number).first()):
        if found.versions.drafts().exists():
            messages.warning(request, f"Version {number} is in force already. This is the draft after it: look again.")
            return _look(request, found, form, status=409)
        if there.published_by_id != request.user.pk:  # else it is a second tap
            messages.info(request, f"{there.published_by} published version {number} just before you.")
        return redirect("programmes:detail", pk)
    try:
        version = services.publish(programme=found, by=request.user, **form.cleaned_data)
    except services.EditedMeanwhile as error:
        messages.warning(request, " ".join(error.messages))
        return _look(request, found, form, status=409)
    except ValidationError as error:
        return _refused(request, found, form, error)
    messages.success(request, f"Version {version.number} is in force.{_who_follows(request, found, version)}")
    return redirect("programmes:detail", pk)


@requires(Permission.SEE_LIBRARY)
@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """All of them, the newest first."""
    found = get_object_or_404(services.programmes_for(request.membership), pk=pk)
    rows = list(found.versions.select_related("published_by"))
    in_force = next((version for version in rows if not version.is_draft), None)
    context = {"programme": found, "versions": rows, "in_force": in_force}
    return render(request, "programmes/versions.html", context)


@requires(Permission.SEE_LIBRARY)
@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A published version, as it was or is, and how it differs from the one in force."""
    found = get_object_or_404(services.programmes_for(request.membership), pk=pk)
    frozen = get_object_or_404(found.versions.published().select_related("published_by"), number=number)
    newest = services.newest_published(found)
    changes = services.between(newest, frozen) if newest and newest != frozen else None
    context = {"programme": found, "in_force": newest, "shown": frozen, "board": board(frozen), "changes": changes}
    return render(request, "programmes/reading.html", context)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def go_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Publish what was in this version again."""
    found = get_object_or_404(services.own_programmes(request.membership).current(), pk=pk)
    get_object_or_404(found.versions.published(), number=number)
    left = services.newest_published(found)
    done = services.go_back(programme=found, number=number, by=request.user)
    said = [f"Version {done.version.number} is in force, with what was in version {number}."]
    if done.is_new and left:
        said.append(_who_follows(request, found, done.version).strip())
        said.append(f"To undo this, go back to version {left.number}.")
    if done.is_new and done.draft:
        said.append(f"The draft keeps its edits; it is now version {done.draft.number}.")
    messages.success(request, " ".join(filter(None, said)))
    return redirect("programmes:versions", pk)


def _look(request: HttpRequest, programme: Any, form: PublishForm | None = None, *, status: int = 200) -> HttpResponse:
    """The page before publishing; what was typed for the patients stays."""
    draft = programme.versions.drafts().first()
    if draft is None:
        return redirect("programmes:detail", programme.pk)
    in_force = services.newest_published(programme)
    changes = services.between(in_force, draft) if in_force else None
    problems = list(services.problems_of(draft))
    reasons = services.reasons_for(draft) if changes else []
    proposed = services.news_for(changes, reasons) if changes else ""
    if form is None or form.data.get("proposed") == form.data.get("news"):  # else what was typed stays
        form = PublishForm(initial={"news": proposed})
    news = form["news"].value() or ""
    context = {
        "programme": programme,
        "draft": draft,
        "in_force": in_force,
        "changes": changes,
        "problems": problems,
        "form": form,
        "proposed": proposed,
        "reasons": [reason for reason in reasons if reason not in news],  # in words that were typed before
        "seen": services.number_of(draft),
        "people": assigning.training_with(request.membership, programme),
    }
    return render(request, "programmes/publish.html", context, status=status)


def _refused(request: HttpRequest, programme: Any, form: PublishForm, error: ValidationError) -> HttpResponse:
    if programme.versions.drafts().exists():
        return _look(request, programme, form, status=422)
    messages.error(request, " ".join(error.messages))
    return reply.page(request, programme.pk, status=422)


def _who_follows(request: HttpRequest, programme: Any, version: Any) -> str:
    """A sentence on who trains with it, empty where nobody does."""
    people = assigning.training_with(request.membership, programme)
    if not people:
        return ""
    one = len(people) == 1
    names = ", ".join(person.first_name for person in people)
    told = f" and {'is' if one else 'are'} told what changed" if version.news else ""
    return f" {names} {'follows' if one else 'follow'} at once{told}."
