"""Set `request.patient`, and the look of their drawings, for whoever is signed in as one; tell the device who."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from clinic import scripts
from clinic.prepared import Prepared
from clinic.seats import SESSION_KEY
from patients.models import Patient, with_standing
from patients.models.patient import PatientQuerySet
from patients.portal.pack import owner_of


class PatientMiddleware:
    """Read the patient of the membership in force; staff and strangers have none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.patient = None
        if request.membership and not request.membership.is_staff:
            request.patient = _in_care.first(request.membership.pk)
            if request.patient:
                request.patient.clinic = request.membership.clinic  # already read; saves a query
                request.figure_look = request.patient.seen_look
            else:  # a seat without a current patient opens no page
                request.membership = request.clinic = None
                request.figure_look = ""
        return self.get_response(request)


@Prepared
def _in_care(membership: int) -> PatientQuerySet:
    """The patient on this seat, with how they stand; every page of the portal asks for them."""
    return with_standing(Patient.objects.current().filter(membership=membership)).order_by("id")


class OwnerMiddleware:
    """Tell the device's scripts whose it is now, in a cookie that names nobody.

    What the device keeps for somebody else is then worth nothing, before the next page is drawn. A session that ran
    out changes nothing, so that what was kept without a network can still be sent; signing out or in takes it away,
    and the first page of the next patient sets their own.
    """

    COOKIE, HEADER = "loadwell_owner", "X-Loadwell-Owner"
    KEPT_SECONDS = 400 * 24 * 3600  # as long as browsers allow; what the pack says is good for two weeks anyway

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_anothers(request):
            return scripts.signed_out()
        was_somebody, seat = request.user.is_authenticated, self._seat(request)
        response = self.get_response(request)
        stays = was_somebody and request.user.is_authenticated and seat == self._seat(request)
        if stays and request.patient:
            self._set(request, response, owner_of(request.patient))
        elif (was_somebody or request.user.is_authenticated) and self.COOKIE in request.COOKIES:
            response.delete_cookie(self.COOKIE, samesite="Lax")
            if not request.user.is_authenticated:
                response["Clear-Site-Data"] = '"cache"'  # the logo, pictures, pages that "back" would bring
        return response

    def _is_anothers(self, request: HttpRequest) -> bool:
        """Whether a device sends what somebody did who is not signed in on it any more, a moment too late."""
        owner = request.headers.get(self.HEADER)
        return bool(owner) and not (request.patient and owner == owner_of(request.patient))

    def _seat(self, request: HttpRequest) -> int | None:
        return request.session.get(SESSION_KEY) if request.user.is_authenticated else None

    def _set(self, request: HttpRequest, response: HttpResponse, owner: str) -> None:
        if request.COOKIES.get(self.COOKIE) != owner:
            response.set_cookie(
                self.COOKIE, owner, max_age=self.KEPT_SECONDS, secure=settings.HTTPS, httponly=False, samesite="Lax"
            )
