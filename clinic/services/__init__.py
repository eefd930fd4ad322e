"""What can be done to a clinic and its people; every verb names its actor and leaves a trail."""

from clinic.services import house, people

__all__ = ["house", "people"]
