"""Running the clinic: what it says about itself, and who works there."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clinic import services
from clinic.forms.running import ClinicForm, InviteStaffForm
from clinic.permissions import Permission, requires


@requires(Permission.RUN_CLINIC)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    filled = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ClinicForm(*filled, clinic=request.clinic)
    if form.is_valid():
        services.house.change(clinic=request.clinic, by=request.user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("clinic:settings")
    return render(request, "clinic/settings.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.RUN_CLINIC)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    form = InviteStaffForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            person = services.people.invite(clinic=request.clinic, by=request.user, **form.cleaned_data)
            tell_whether_sent(request, services.people.send_link(person=person, by=request.user))
            return redirect("clinic:people")
        except ValidationError as error:
            form.add_error(None, error)
    staff = request.clinic.memberships.staff().select_related("user").order_by("-is_active", "user__name", "pk")
    return render(request, "clinic/people.html", {"form": form, "staff": staff}, status=422 if form.errors else 200)


@requires(Permission.RUN_CLINIC)
@require_POST
def send_link(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(request.clinic.memberships.staff().active(), pk=pk)
    tell_whether_sent(request, services.people.send_link(person=person, by=request.user))
    return redirect("clinic:people")


@requires(Permission.RUN_CLINIC)
@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(request.clinic.memberships.staff(), pk=pk)
    try:
        services.people.deactivate(person=person, by=request.user)
        messages.success(request, f"{person.user} cannot sign in to this clinic any more.")
    except ValidationError as error:
        messages.error(request, error.message)
    return redirect("clinic:people")


@requires(Permission.RUN_CLINIC)
@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(request.clinic.memberships.staff(), pk=pk)
    services.people.reactivate(person=person, by=request.user)
    messages.success(request, f"{person.user} can sign in again.")
    return redirect("clinic:people")


def tell_whether_sent(request: HttpRequest, sent: bool) -> None:
    if sent:
        messages.success(request, "An e-mail with the way in is on its way.")
    else:
        messages.error(request, "Saved, but our mail server did not take the e-mail. Try “Send the link again” later.")
