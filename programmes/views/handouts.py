"""A programme on paper, for nobody in particular."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from clinic.permissions import Permission, requires
from programmes import handouts
from programmes.services import programmes_for


@requires(Permission.EXPORT_HANDOUTS)
@require_safe
def handout(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest published version, or the draft of a programme that has none yet."""
    programme = get_object_or_404(programmes_for(request.membership), pk=pk)
    version = programme.versions.published().first() or programme.versions.first()
    if version is None:
        raise Http404

    def make() -> bytes:
        return handouts.render(version, handout_for=None, clinic=request.clinic, site_url=settings.SITE_URL)

    return handouts.pdf_response(request, make, name=programme.name)
