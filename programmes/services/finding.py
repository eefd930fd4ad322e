"""The list of programmes: what is on which shelf, and which version is in force."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from clinic.models import Clinic
from programmes.models import Programme, Version
from programmes.services.library import templates_for


def find(clinic: Clinic, *, q: str = "", shelf: str = "") -> QuerySet[Programme]:
    """The programmes on a shelf whose name, summary or person has all the words; the newest first.

    Each carries `in_force`, the number of its published version, and `has_draft`.
    """
    programmes = _shelf(clinic, shelf)
    for word in q.split()[:8]:
        programmes = programmes.filter(
            Q(name__icontains=word) | Q(summary__icontains=word) | Q(made_for__icontains=word)
        )
    versions = Version.objects.filter(programme=OuterRef("pk"))
    return programmes.annotate(
        in_force=Subquery(versions.published().order_by("-number").values("number")[:1]),
        has_draft=Exists(versions.drafts()),
    ).order_by("-created_at", "-pk")


def _shelf(clinic: Clinic, shelf: str) -> QuerySet[Programme]:
    own = Programme.objects.filter(clinic=clinic)
    match shelf:
        case "templates":
            return templates_for(clinic) | own.current().templates()
        case "own":
            return own.current().filter(is_template=False, made_for="")
        case "people":
            return own.current().exclude(made_for="")
        case "archived":
            return own.filter(archived_at__isnull=False)
        case _:
            return own.current()
