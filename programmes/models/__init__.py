"""The tables of what should be done."""

from programmes.models.edit import DraftEdit
from programmes.models.habit import DoseHabit
from programmes.models.hint import SetAside
from programmes.models.item import Item
from programmes.models.programme import Programme
from programmes.models.version import Phase, Session, Version

__all__ = ["DoseHabit", "DraftEdit", "Item", "Phase", "Programme", "Session", "SetAside", "Version"]
