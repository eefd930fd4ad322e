"""What of a programme is printed."""

from typing import Any

from django.db.models import OuterRef, Subquery

from clinic.models import Membership
from programmes.models import Programme, Version


def printable(seat: Membership, pk: int) -> dict[str, Any] | None:
    """The words on top of its handout and its newest published version, as plain values in one query; None for 404."""
    newest = Version.objects.published().filter(programme=OuterRef("pk")).order_by("-number").values("pk")[:1]
    found: Any = Programme.objects.visible_to(seat).filter(pk=pk).order_by()
    return found.values("name", "summary", version=Subquery(newest)).first()


def version_to_print(seat: Membership, pk: int, version: int | None) -> Version | None:
    """That version, or the draft of a programme that has none yet."""
    versions = Version.objects.filter(programme__in=Programme.objects.visible_to(seat).filter(pk=pk))
    return (versions.filter(pk=version) if version else versions).select_related("programme").first()
