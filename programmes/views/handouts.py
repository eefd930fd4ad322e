"""A programme on paper, for nobody in particular."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from clinic.permissions import Permission, requires
from programmes import handouts
from programmes.services import printing


@requires(Permission.EXPORT_HANDOUTS)
@require_safe
def handout(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest published version, or the draft of a programme that has none yet."""
    facts = printing.printable(request.membership, pk)
    if facts is None:
        raise Http404
    choice = handouts.Choice.read(request.GET, request.clinic)

    def make() -> handouts.Printed:
        version = printing.version_to_print(request.membership, pk, facts["version"])
        if version is None:
            raise Http404
        return handouts.make(handouts.Wanted(version, request.clinic, settings.SITE_URL, choice))

    how = {"clinic": request.clinic, "choice": choice, "site_url": settings.SITE_URL}
    name = handouts.name_for(facts, **how) if facts["version"] else ""  # a draft changes under the same name
    return handouts.pdf_response(request, lambda: handouts.once(name, make), name=facts["name"], choice=choice)
