"""A registered physiotherapist of the clinic ticks an exercise as reviewed, or takes the tick back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from clinic.permissions import Permission, requires
from exercises import services


@requires(Permission.TREAT_PATIENTS)
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(services.library_for(request.clinic), pk=pk)
    try:
        services.review(exercise=found, clinic=request.clinic, by=request.user, seen=request.POST.get("seen", "")[:40])
        messages.success(request, "Ticked as reviewed, with your name and today’s date.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("exercises:detail", pk)


@requires(Permission.TREAT_PATIENTS)
@require_POST
def withdraw_review(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(services.library_for(request.clinic), pk=pk)
    services.withdraw_review(exercise=found, clinic=request.clinic, by=request.user)
    messages.success(request, "The tick is taken back. The exercise needs review again.")
    return redirect("exercises:detail", pk)
