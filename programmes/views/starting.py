"""Begin a programme: from a template, another programme or nothing; and make a template of one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clinic.permissions import Permission, requires
from programmes import assigning, services
from programmes.forms import NewProgrammeForm, SourceForm, TemplateForm, TokenForm
from programmes.views import reply


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose what to begin with; `from` in the address chooses, `for` says for whom."""
    person = assigning.person(request.membership, request.POST.get("for") or request.GET.get("for"))
    asked_for = request.GET.get("template") or request.GET.get("from") or (person and person.last_programme)
    form = NewProgrammeForm(request.POST or None, membership=request.membership, initial={"template": asked_for})
    if request.method == "POST" and form.is_valid():
        made_for = person.name[:120] if person else ""
        programme = services.start(clinic=request.clinic, by=request.user, made_for=made_for, **form.cleaned_data)
        return redirect("programmes:detail", programme.pk)
    q, wanted = SourceForm({"q": request.GET.get("q", ""), "template": form["template"].value()}).understood()
    last = person.last_programme if person else None
    wanted += [last] if last and last not in wanted else []
    name = f"{person.first_name}’s last programme" if person and wanted == [last] else "Chosen"
    shelves = services.shelves(request.membership, q=q, wanted=wanted, wanted_name=name)
    context = {"form": form, "person": person, "q": q, "shelves": shelves}
    page = "programmes/new.html#sources" if request.htmx else "programmes/new.html"
    return render(request, page, context, status=422 if form.errors else 200)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Use a template, or begin another programme like this one."""
    found = get_object_or_404(services.programmes_for(request.membership), pk=pk)
    form = TokenForm(request.POST)
    token = form.cleaned_data["form_token"] if form.is_valid() else None
    begun = services.start(clinic=request.clinic, name=found.name, by=request.user, template=found, form_token=token)
    messages.success(request, "This is your own copy. Change what you like; the original stays as it is.")
    return redirect("programmes:detail", begun.pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
@reply.explained
def save_as_template(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the template is called and for whom it is."""
    found = get_object_or_404(services.own_programmes(request.membership), pk=pk)
    if "look" in request.POST:  # see publish
        return redirect("programmes:save_as_template", pk)
    start = {"name": found.name, "summary": found.summary, "who": "clinic"}
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=start)
    if not form.is_valid():
        context = {"programme": found, "form": form}
        return render(request, "programmes/template.html", context, status=422 if form.is_bound else 200)
    private = form.cleaned_data.pop("who") == "me"
    template = services.save_as_template(programme=found, by=request.user, private=private, **form.cleaned_data)
    who = "Only you see it." if private else "Everybody in the clinic can start from it."
    messages.success(request, f"Saved as a template. {who}")
    return redirect("programmes:detail", template.pk)


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def keep_private(request: HttpRequest, pk: int) -> HttpResponse:
    return _set_private(request, pk, True, "is yours alone now. Programmes made from it stay as they are.")


@requires(Permission.BUILD_PROGRAMMES)
@require_POST
@reply.explained
def share(request: HttpRequest, pk: int) -> HttpResponse:
    return _set_private(request, pk, False, "is shared: everybody in the clinic can start from it.")


def _set_private(request: HttpRequest, pk: int, private: bool, said: str) -> Any:
    found = get_object_or_404(services.own_programmes(request.membership), pk=pk)
    if not found.is_template:
        raise ValidationError("Only a template can be kept private.")
    services.set_private(template=found, private=private, by=request.user)
    messages.success(request, f"“{found}” {said}")
    return redirect("programmes:detail", pk)
