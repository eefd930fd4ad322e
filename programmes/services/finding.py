"""The list of programmes: what is on which shelf, and which version is in force."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from clinic.models import Membership
from programmes.models import Programme, Version
from programmes.services.library import own_programmes, templates_for


def find(seat: Membership, *, q: str = "", shelf: str = "") -> QuerySet[Programme]:
    """The programmes on a shelf that answer to all the words; the clinic's own first, the newest on top.

    Each carries `in_force`, the number of its published version, and `has_draft`.
    """
    programmes = _shelf(seat, shelf)
    for word in q.split()[:8]:
        programmes = programmes.filter(
            Q(name__icontains=word) | Q(summary__icontains=word) | Q(made_for__icontains=word)
        )
    versions = Version.objects.filter(programme=OuterRef("pk"))
    return programmes.annotate(
        in_force=Subquery(versions.published().order_by("-number").values("number")[:1]),
        has_draft=Exists(versions.drafts()),
    ).order_by(F("clinic").asc(nulls_last=True), "-created_at", "-pk")


def _shelf(seat: Membership, shelf: str) -> QuerySet[Programme]:
    own = own_programmes(seat)
    match shelf:
        case "templates":
            return templates_for(seat) | own.current().templates()
        case "own":
            return own.current().filter(is_template=False, made_for="")
        case "people":
            return own.current().exclude(made_for="")
        case "archived":
            return own.filter(archived_at__isnull=False)
        case _:
            return templates_for(seat) | own.current()
