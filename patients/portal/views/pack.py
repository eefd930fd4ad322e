"""What a device takes along for when there is no network."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from patients.portal.gate import patients_only
from patients.portal.pack import pack_of


@never_cache
@ensure_csrf_cookie
@patients_only
@require_safe
def pack(request: HttpRequest) -> JsonResponse:
    """The cookie that comes with it lets the device send what it kept."""
    return JsonResponse(pack_of(request.patient))
