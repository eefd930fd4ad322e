"""What of a programme is printed."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from clinic.models import Membership
from clinic.prepared import Prepared
from programmes.models import Programme, Version


def printable(seat: Membership, pk: int) -> dict[str, Any] | None:
    """The words on top of its handout and its newest published version, as plain values in one query; None for 404."""
    row: Any = _printable.first(pk, seat.clinic_id, seat.user_id)
    return dict(zip(("name", "summary", "version"), row, strict=True)) if row else None


@Prepared
def _printable(pk: int, clinic: int, user: int) -> QuerySet[Any, Any]:
    newest = Version.objects.published().filter(programme=OuterRef("pk")).order_by("-number").values("pk")[:1]
    seen = Programme.objects.visible_to(Membership(clinic_id=clinic, user_id=user))
    return seen.filter(pk=pk).order_by().values_list("name", "summary", Subquery(newest))


def version_to_print(seat: Membership, pk: int, version: int | None) -> Version | None:
    """That version, or the draft of a programme that has none yet."""
    versions = Version.objects.filter(programme__in=Programme.objects.visible_to(seat).filter(pk=pk))
    return (versions.filter(pk=version) if version else versions).select_related("programme").first()
