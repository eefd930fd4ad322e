"""What a phone asks for when the portal is put on its home screen."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from clinic import icons
from clinic.services import house
from patients.portal import installing
from patients.portal.gate import patients_only
from patients.portal.starting import HINT_GONE

A_YEAR_SECONDS = 31_536_000


@patients_only
@require_safe
@cache_control(private=True, max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """The clinic's own; a stranger finds none, so that an app that was signed out keeps its name."""
    return JsonResponse(installing.manifest(request.clinic), content_type="application/manifest+json")


@login_not_required
@require_safe
@cache_control(public=True, immutable=True, max_age=A_YEAR_SECONDS)
def icon(request: HttpRequest, clinic_pk: int, mark: str, kind: str) -> HttpResponse:
    """Phones ask without a cookie; only who was shown the address knows its mark."""
    clinic = house.with_icon(clinic_pk, mark)
    if clinic is None or kind not in icons.KINDS:
        raise Http404
    return HttpResponse(icons.icon(clinic, kind), content_type="image/png")


@patients_only
@require_POST
def hint_gone(request: HttpRequest) -> HttpResponse:
    """“No, thank you” to the home screen, on this device."""
    request.session[HINT_GONE] = True
    return redirect("portal:today")
