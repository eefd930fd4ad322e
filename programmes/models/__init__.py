"""The tables of what should be done."""

from programmes.models.item import Item
from programmes.models.programme import Programme
from programmes.models.version import Phase, Session, Version

__all__ = ["Item", "Phase", "Programme", "Session", "Version"]
